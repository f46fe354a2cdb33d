using Microsoft.Extensions.Hosting;

namespace RewardLab.Cluster.Contracts;

/// <summary>Leaves the console and the process's signals to the program.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
