using RewardLab.Evaluation.Checkpoints;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Metrics;

namespace RewardLab.Algorithms.FineTuning.Events;

/// <summary>How a fine-tuning ended.</summary>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Outcome">What is delivered.</param>
/// <param name="Rule">By which rule.</param>
/// <param name="Collapses">Epochs whose evaluation found the model collapsed.</param>
/// <param name="Alarms">Epochs at which the alarm was raised.</param>
/// <param name="AlarmCouldBeRaised">Whether at least one evaluation could have raised it.</param>
/// <param name="GoldFit">Gao et al.'s curve of the first reward that is not optimised; null where there are too few points or no such reward.</param>
/// <param name="ProxyFit">The same curve of the reward that is optimised.</param>
/// <param name="NoiseScale">The gradient's; null where it was not measured.</param>
internal sealed record FineTuningSummary(
    int Epochs, Outcome Outcome, CheckpointRule Rule, IReadOnlyList<int> Collapses, IReadOnlyList<int> Alarms, bool AlarmCouldBeRaised,
    GoldCurve? GoldFit, GoldCurve? ProxyFit, NoiseScale? NoiseScale);
