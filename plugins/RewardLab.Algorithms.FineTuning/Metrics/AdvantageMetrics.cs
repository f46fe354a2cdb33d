namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What rewards became as advantages.</summary>
/// <param name="ConstantPrompts">Prompts of several samples that all have the same reward.</param>
/// <param name="MeanMagnitude">Mean of |A|; 0 where there is nothing to learn from.</param>
internal sealed record AdvantageMetrics(int ConstantPrompts, double MeanMagnitude);
