namespace RewardLab.Rewards.Http.Calls;

/// <summary>How long and how often a service is asked.</summary>
/// <param name="Timeout">Of one attempt, whole answer included.</param>
/// <param name="Attempts">At most; at least 1.</param>
/// <param name="FirstWait">Before the second attempt.</param>
/// <param name="Reward">The reward's id at the service; empty for its default.</param>
/// <param name="HasToken">Whether a token is sent.</param>
internal sealed record CallOptions(TimeSpan Timeout, int Attempts, TimeSpan FirstWait, string Reward, bool HasToken)
{
    /// <summary>Until a connection counts as one that cannot be made.</summary>
    public TimeSpan MaxConnect { get; init; } = TimeSpan.FromSeconds(15);
}
