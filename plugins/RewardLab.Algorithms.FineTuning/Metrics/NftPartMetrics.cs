namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What a part of a micro-batch of negative-aware fine-tuning measured: means over its pairs of sample and step.</summary>
/// <param name="Share">Its share of all pairs of the update.</param>
/// <param name="Loss">The whole loss.</param>
/// <param name="PositiveLoss">The implicit positive policy's.</param>
/// <param name="NegativeLoss">The implicit negative policy's.</param>
/// <param name="DistanceToOld">Squared difference of the denoiser's output from the old policy's.</param>
/// <param name="DistanceToBase">The same from the base's; null where it has no weight.</param>
internal sealed record NftPartMetrics(double Share, double Loss, double PositiveLoss, double NegativeLoss, double DistanceToOld, double? DistanceToBase);
