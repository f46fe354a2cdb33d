namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>The rewards of one prompt's images, those not kept among them.</summary>
/// <param name="Count">Images.</param>
/// <param name="Least">The smallest reward.</param>
/// <param name="Largest">The largest reward.</param>
internal sealed record PoolRange(int Count, double Least, double Largest);
