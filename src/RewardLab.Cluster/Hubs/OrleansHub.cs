using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Connections.Security;
using RewardLab.Abstractions;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Hubs;

/// <summary>The one silo, in this process: its gateway is what workers dial; nobody else reaches its other port.</summary>
internal sealed class OrleansHub : IAsyncDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);
    private readonly IHost _host;

    private OrleansHub(IHost host) => _host = host;

    /// <summary>Starts it.</summary>
    /// <param name="endpoint">Of the gateway: an address of this machine by which workers reach it, as Orleans tells them.</param>
    /// <param name="identity">Certificate and token.</param>
    /// <param name="build">Others are refused.</param>
    /// <param name="hub">Answers the calls.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="RewardLabException">The address is not this machine's, or its port is taken.</exception>
    public static async Task<OrleansHub> StartAsync(
        IPEndPoint endpoint, HubIdentity identity, string build, IUnitHub hub, TimeProvider time, CancellationToken cancellationToken)
    {
        RequireFree(endpoint);
        var siloPort = FreePort();
        var host = OrleansHost.Create(StopTime)
            .ConfigureServices(services => services.AddSingleton(hub))
            .UseOrleans((_, silo) => silo
                .UseDevelopmentClustering(new IPEndPoint(endpoint.Address, siloPort))
                .Configure<ClusterOptions>(ClusterNames.Set)
                .Configure<EndpointOptions>(options =>
                {
                    options.AdvertisedIPAddress = endpoint.Address;
                    options.SiloPort = siloPort;
                    options.GatewayPort = endpoint.Port;
                    options.GatewayListeningEndpoint = endpoint;
                    options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, siloPort);
                })
                .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = CallLimits.Timeout)
                .UseTls(identity.Certificate, options =>
                {
                    // The token, not a certificate, says who a worker is.
                    options.RemoteCertificateMode = RemoteCertificateMode.NoCertificate;
                    options.ClientCertificateMode = RemoteCertificateMode.NoCertificate;
                })
                .Configure<SiloConnectionOptions>(options =>
                {
                    options.ConfigureGatewayInboundConnection(
                        builder => builder.UseMiddleware(new HubHandshake(identity.Token, build, endpoint.ToString(), time)));
                    options.ConfigureSiloInboundConnection(static builder => builder.UseMiddleware(new ClosedDoor()));
                })
                .AddIncomingGrainCallFilter<CallGuard>())
            .Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new OrleansHub(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>A port of loopback that is free now.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync() => await OrleansHost.StopAsync(_host, StopTime);

    // Orleans would say it in a page of traces.
    private static void RequireFree(IPEndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }

            socket.Bind(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            throw new RewardLabException($"{endpoint.Address} is no address of this machine. Give one of its own to --listen.", exception);
        }
        catch (SocketException exception)
        {
            throw new RewardLabException($"{endpoint} cannot be listened at: {OneLine.FirstLine(exception)}. Give another port to --listen.", exception);
        }
    }
}
