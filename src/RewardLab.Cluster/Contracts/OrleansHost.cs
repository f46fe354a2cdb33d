using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;

namespace RewardLab.Cluster.Contracts;

/// <summary>What both sides of Orleans have in common.</summary>
internal static class OrleansHost
{
    /// <summary>A host that leaves console and signals to the program, and knows the contract wherever this assembly was loaded from.</summary>
    /// <param name="stopTime">How long it may take to stop.</param>
    public static IHostBuilder Create(TimeSpan stopTime) => new HostBuilder().ConfigureServices(services => services
        .AddSingleton<IHostLifetime, SilentLifetime>()
        .Configure<HostOptions>(options => options.ShutdownTimeout = stopTime)
        .AddSerializer(serializer => serializer.AddAssembly(typeof(OrleansHost).Assembly)));

    /// <summary>Stops a host, and does not wait for calls that take longer.</summary>
    public static async Task StopAsync(IHost host, TimeSpan stopTime)
    {
        using var patience = new CancellationTokenSource(stopTime);
        try
        {
            await host.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Somebody waits for an answer that does not come.
        }

        host.Dispose();
    }
}
