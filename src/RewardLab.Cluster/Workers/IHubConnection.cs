using RewardLab.Cluster.Contracts;

namespace RewardLab.Cluster.Workers;

/// <summary>A hub that can be called until the connection is lost.</summary>
internal interface IHubConnection : IAsyncDisposable
{
    /// <summary>The hub. A call that fails throws whatever its carrier throws.</summary>
    IUnitHub Hub { get; }

    /// <summary>Cancelled as soon as the connection is known to be lost.</summary>
    CancellationToken Lost { get; }
}
