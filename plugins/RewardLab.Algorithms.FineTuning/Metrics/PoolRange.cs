namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>The rewards of one prompt's images, those not kept among them.</summary>
/// <param name="Count">Images.</param>
/// <param name="Min">The smallest reward.</param>
/// <param name="Max">The largest reward.</param>
internal sealed record PoolRange(int Count, double Min, double Max);
