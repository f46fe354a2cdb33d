namespace RewardLab.Serving.Rewards;

/// <summary>Rewards that are ready to be asked.</summary>
/// <param name="Rewards">The rewards, in the order in which they were named.</param>
/// <param name="Owned">What they stand on, such as models that several share; disposed after them.</param>
public sealed record LoadedRewards(IReadOnlyList<ServedReward> Rewards, IReadOnlyList<IDisposable> Owned) : IDisposable
{
    /// <summary>Up to how many images together were shown to be scored as each of them alone, to the last bit; 1 where nothing was shown.</summary>
    public int MaxExactBatch { get; init; } = 1;

    /// <summary>Disposes them all.</summary>
    public void Dispose()
    {
        foreach (var disposable in Rewards.Select(reward => (IDisposable)reward.Model).Concat(Owned))
        {
            disposable.Dispose();
        }
    }
}
