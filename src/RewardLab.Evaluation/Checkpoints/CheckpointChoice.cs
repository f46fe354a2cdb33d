namespace RewardLab.Evaluation.Checkpoints;

/// <summary>The rules by which a checkpoint is chosen from the scores of what each generates.</summary>
public static class CheckpointChoice
{
    /// <summary>All checkpoints, the best by a rule first: the one that is delivered, and which are kept beside it.</summary>
    /// <remarks>
    /// <see cref="CheckpointRule.AboveBase"/> is the paper's rule (Kim et al., ICLR 2024, on fine-tuning), the earliest at which the number of images above the
    /// base model's reaches its maximum, among the checkpoints that beat the base: one of which more images fell below the base's than rose above it is never
    /// delivered, so it must not stand before one that is. Where every checkpoint beats the base, or none does, the count alone decides, as in the paper. Once
    /// nearly all images are above, the count is flat and the rule early: it stops a run before its reward does. The held-out reward that chooses cannot also
    /// tell how good the choice is: the best of many means is high by luck too.
    /// </remarks>
    /// <param name="rule">The rule.</param>
    /// <param name="checkpoints">Oldest first.</param>
    /// <param name="baseModel">The base model's scores, of the same prompts and seeds.</param>
    /// <returns>Indices of <paramref name="checkpoints"/>, each once;
    /// of equally good ones the earlier first, but for <see cref="CheckpointRule.Last"/>.</returns>
    /// <exception cref="ArgumentException">What the rule uses is missing, not finite, or of another number of images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public static IReadOnlyList<int> Rank(CheckpointRule rule, IReadOnlyList<CheckpointScores> checkpoints, CheckpointScores baseModel)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        ArgumentNullException.ThrowIfNull(baseModel);
        var oldestFirst = Enumerable.Range(0, checkpoints.Count);
        return rule switch
        {
            CheckpointRule.AboveBase =>
            [
                .. oldestFirst.OrderByDescending(index => BeatsBase(rule, checkpoints[index], baseModel))
                    .ThenByDescending(index => checkpoints[index].CountAbove(baseModel)),
            ],
            CheckpointRule.HeldOut => [.. oldestFirst.OrderByDescending(index => checkpoints[index].HeldOutMean(baseModel.Proxy.Count))],
            CheckpointRule.Last => [.. oldestFirst.Reverse()],
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
        };
    }

    /// <summary>Whether a checkpoint is better than the base model by what a rule goes by:
    /// the held-out reward's mean, or more images above the base's than below.</summary>
    /// <remarks>By the count above alone a collapsed checkpoint would beat its base with a single lucky image.</remarks>
    /// <param name="rule">The rule.</param>
    /// <param name="checkpoint">The checkpoint's scores.</param>
    /// <param name="baseModel">The base model's, of the same prompts and seeds.</param>
    /// <exception cref="ArgumentException">What the rule uses is missing, not finite, or of another number of images.</exception>
    public static bool BeatsBase(CheckpointRule rule, CheckpointScores checkpoint, CheckpointScores baseModel)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(baseModel);
        return rule == CheckpointRule.HeldOut
            ? checkpoint.HeldOutMean(baseModel.Proxy.Count) > baseModel.HeldOutMean(baseModel.Proxy.Count)
            : checkpoint.CountAbove(baseModel) > baseModel.CountAbove(checkpoint);
    }
}
