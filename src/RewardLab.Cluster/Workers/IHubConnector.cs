using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Workers;

/// <summary>Connects to a hub.</summary>
internal interface IHubConnector
{
    /// <summary>Waits until there is a hub, and connects.</summary>
    /// <exception cref="HubRefusedException">The hub does not let this one in.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IHubConnection> ConnectAsync(CancellationToken cancellationToken);
}
