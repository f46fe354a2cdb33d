namespace RewardLab.Evaluation.Overoptimization;

/// <summary>What two rewards say of images that were sampled from one stretch of a training.</summary>
/// <param name="Proxy">The reward that is optimised.</param>
/// <param name="HeldOut">A reward that is not.</param>
public sealed record SampledScores(SampledMean Proxy, SampledMean HeldOut);
