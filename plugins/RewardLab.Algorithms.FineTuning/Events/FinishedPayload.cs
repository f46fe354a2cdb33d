using RewardLab.Algorithms.FineTuning.Metrics;

namespace RewardLab.Algorithms.FineTuning.Events;

/// <summary>How a fine-tuning ended, as its event has it.</summary>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Chosen">The epoch whose checkpoint was chosen; 0 for the base.</param>
/// <param name="BeatsBase">Whether it beats the base.</param>
/// <param name="IsDelivered">Whether an adapter was delivered.</param>
/// <param name="Outcome">What was chosen and why, one sentence.</param>
/// <param name="Rule">By which rule.</param>
/// <param name="Collapses">Epochs whose evaluation found the model collapsed.</param>
/// <param name="AlarmCouldBeRaised">Whether at least one evaluation could have raised the alarm.</param>
/// <param name="Alarms">Epochs at which it was raised.</param>
/// <param name="Gold">Gao et al.'s curve of the held-out reward; null where there are too few points or no such reward.</param>
/// <param name="Proxy">The same curve of the reward that is optimised.</param>
/// <param name="NoiseScale">The gradient's noise scale; null where it was not measured.</param>
internal sealed record FinishedPayload(
    int Epochs, int Chosen, bool BeatsBase, bool IsDelivered, string Outcome, string Rule, IReadOnlyList<int> Collapses, bool AlarmCouldBeRaised,
    IReadOnlyList<int> Alarms, IReadOnlyDictionary<string, object?>? Gold, IReadOnlyDictionary<string, object?>? Proxy, NoiseScale? NoiseScale)
{
    /// <summary>The summary as values.</summary>
    public static FinishedPayload From(FineTuningSummary summary) => new(
        summary.Epochs, summary.Outcome.Chosen.Epoch, summary.Outcome.BeatsBase, summary.Outcome.IsDelivered, summary.Outcome.Message, summary.Rule.ToString(),
        summary.Collapses, summary.AlarmCouldBeRaised, summary.Alarms, summary.GoldFit?.ToData(), summary.ProxyFit?.ToData(), summary.NoiseScale);
}
