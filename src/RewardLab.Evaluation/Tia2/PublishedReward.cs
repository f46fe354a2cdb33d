using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tia2;

/// <summary>What the paper published of one reward on one prompt.</summary>
/// <param name="Values">Each metric.</param>
/// <param name="Scale">The temperature setting that was chosen for this prompt, on the labels that score it; null for raw rewards.</param>
/// <param name="Lambda">The weight of the variance, chosen likewise; null where there is none.</param>
public sealed record PublishedReward(IReadOnlyDictionary<Metric, double> Values, double? Scale, double? Lambda);
