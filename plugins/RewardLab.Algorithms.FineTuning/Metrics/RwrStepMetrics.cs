namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What one optimizer step of RWR measured.</summary>
/// <param name="Loss">The loss, the KL term among it.</param>
/// <param name="DistanceToBase">The KL term before its weight; 0 where there is none.</param>
/// <param name="GradientNorm">The gradient's norm before it was clipped.</param>
internal sealed record RwrStepMetrics(double Loss, double DistanceToBase, double GradientNorm);
