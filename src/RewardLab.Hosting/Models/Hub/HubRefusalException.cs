using RewardLab.Abstractions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>A hub does not give what it is asked for; another repository may have it.</summary>
internal sealed class HubRefusalException(HubRefusal refusal, string message) : RewardLabException(message)
{
    /// <summary>Why the hub refuses.</summary>
    public HubRefusal Refusal { get; } = refusal;
}
