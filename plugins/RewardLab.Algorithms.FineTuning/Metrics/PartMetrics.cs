namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What a part of a micro-batch of DDPO measured.</summary>
/// <param name="Pairs">Its samples and steps.</param>
/// <param name="Share">Its share of all pairs of the update.</param>
/// <param name="Loss">Mean over the pairs, as the next ones.</param>
/// <param name="Ratios">pi / pi_old, [pairs].</param>
/// <param name="ApproximateKl">Half the squared change of log-probability.</param>
/// <param name="ClipFraction">Share of the pairs whose ratio is beyond the clip range.</param>
/// <param name="Distance">The regularizer's value before its weight; null where there is none.</param>
internal sealed record PartMetrics(
    (int Sample, int Step)[] Pairs, double Share, double Loss, float[] Ratios, double ApproximateKl, double ClipFraction, double? Distance);
