using RewardLab.Abstractions;

namespace RewardLab.Cluster.Tokens;

/// <summary>A hub does not let somebody in; the message says why.</summary>
internal sealed class HubRefusedException(string message) : RewardLabException(message);
