using RewardLab.Algorithms.FineTuning.Evaluation;

namespace RewardLab.Algorithms.FineTuning.Checkpoints;

/// <summary>Which checkpoint a fine-tuning delivers.</summary>
/// <param name="Base">The base's evaluation, of epoch 0.</param>
/// <param name="Chosen">The chosen checkpoint's evaluation; the base's where no adapter is delivered.</param>
/// <param name="BeatsBase">Whether it is better than the base by what the rule goes by.</param>
/// <param name="Message">What was chosen, why, and what is delivered: one line.</param>
internal sealed record Outcome(EvaluationRecord Base, EvaluationRecord Chosen, bool BeatsBase, string Message)
{
    /// <summary>Whether an adapter is delivered.</summary>
    public bool IsDelivered => Chosen.Epoch > 0;
}
