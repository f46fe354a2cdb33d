using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Workers;

/// <summary>An Orleans client that is connected to a hub, and ends with its connection.</summary>
internal sealed class OrleansConnection : IHubConnection
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);
    private readonly IHost _host;
    private readonly CancellationTokenSource _lost;

    private OrleansConnection(IHost host, CancellationTokenSource lost)
    {
        (_host, _lost) = (host, lost);
        Grains = host.Services.GetRequiredService<IGrainFactory>();
        Hub = new GrainHub(Grains.GetGrain<IUnitQueueGrain>(0));
    }

    public IUnitHub Hub { get; }

    /// <summary>All that Orleans could reach.</summary>
    public IGrainFactory Grains { get; }

    public CancellationToken Lost => _lost.Token;

    /// <summary>Connects.</summary>
    /// <exception cref="Exception">It did not succeed, for whatever reason.</exception>
    public static async Task<OrleansConnection> OpenAsync(
        IPEndPoint endpoint, JoinToken token, string build, TimeProvider time, CancellationToken cancellationToken)
    {
        var lost = new CancellationTokenSource();
        var host = OrleansHost.Create(StopTime)
            .UseOrleansClient((_, client) => client
                .UseStaticClustering(endpoint)
                .Configure<ClusterOptions>(ClusterNames.Set)
                .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = CallLimits.Timeout)
                .UseTls(options =>
                {
                    options.RemoteCertificateValidation = (certificate, _, _) => HubIdentity.Hash(certificate.RawData) == token.CertificateHash;
                    options.OnAuthenticateAsClient = static (_, authentication) => authentication.TargetHost = "rewardlab";
                })
                .Configure<ClientConnectionOptions>(options => options.ConfigureConnection(
                    builder => builder.UseMiddleware(new WorkerHandshake(token, build, time))))
                .UseConnectionRetryFilter(static (_, _) => Task.FromResult(false))
                .AddClusterConnectionLostHandler((_, _) => Cancel(lost))
                .AddGatewayCountChangedHandler((_, change) =>
                {
                    if (change.NumberOfConnectedGateways == 0)
                    {
                        Cancel(lost);
                    }
                }))
            .Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new OrleansConnection(host, lost);
        }
        catch
        {
            host.Dispose();
            lost.Dispose();
            throw;
        }
    }

    // Orleans' own threads may still tell that the connection is lost: its source is left to the collector.
    public async ValueTask DisposeAsync() => await OrleansHost.StopAsync(_host, StopTime);

    private static void Cancel(CancellationTokenSource lost) => lost.Cancel();
}
