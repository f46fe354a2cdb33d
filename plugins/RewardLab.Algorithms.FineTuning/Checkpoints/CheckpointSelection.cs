using RewardLab.Algorithms.FineTuning.Evaluation;

namespace RewardLab.Algorithms.FineTuning.Checkpoints;

/// <summary>Which checkpoint is delivered.</summary>
/// <param name="Evaluation">Its evaluation; the base's, of epoch 0, where no adapter is delivered.</param>
/// <param name="BeatsBase">Whether it is better than the base by what the rule goes by.</param>
/// <param name="Message">What was chosen, why, and what is delivered: one line.</param>
internal sealed record CheckpointSelection(EvaluationRecord Evaluation, bool BeatsBase, string Message)
{
    /// <summary>Whether an adapter is delivered.</summary>
    public bool IsDelivered => Evaluation.Epoch > 0;
}
