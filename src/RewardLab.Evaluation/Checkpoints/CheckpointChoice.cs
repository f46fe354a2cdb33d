namespace RewardLab.Evaluation.Checkpoints;

/// <summary>Chooses a checkpoint from the scores of what each generates.</summary>
public static class CheckpointChoice
{
    /// <summary>How many pictures score above the base model's of the same prompt and seed; equal scores are not above.</summary>
    /// <param name="scores">[images]: the checkpoint's scores, finite.</param>
    /// <param name="baseScores">[images]: the base model's, paired.</param>
    /// <returns>0 to the number of images.</returns>
    /// <exception cref="ArgumentException">There is no image, the numbers of images differ, or a score is not finite.</exception>
    public static int CountAboveBase(IReadOnlyList<double> scores, IReadOnlyList<double> baseScores)
    {
        RefuseUnusable(scores, nameof(scores));
        RefuseUnusable(baseScores, nameof(baseScores));
        if (scores.Count != baseScores.Count)
        {
            throw new ArgumentException($"{scores.Count} scores cannot be paired with the base's {baseScores.Count}.", nameof(scores));
        }

        return Enumerable.Range(0, scores.Count).Count(image => scores[image] > baseScores[image]);
    }

    /// <summary>Whether a checkpoint beats the base model by the reward: more of its images score above the base's than below.</summary>
    /// <remarks>By the count above alone a collapsed checkpoint would beat its base with a single lucky image.</remarks>
    /// <param name="scores">[images]: the checkpoint's scores, finite.</param>
    /// <param name="baseScores">[images]: the base model's, paired.</param>
    /// <exception cref="ArgumentException">There is no image, the numbers of images differ, or a score is not finite.</exception>
    public static bool BeatsBase(IReadOnlyList<double> scores, IReadOnlyList<double> baseScores) => CountAboveBase(scores, baseScores) > CountAboveBase(baseScores, scores);

    /// <summary>The earliest checkpoint at which the number of pictures above the base model's reaches its maximum (Kim et al., ICLR 2024, on fine-tuning).</summary>
    /// <remarks>Once nearly all pictures are above, the count is flat and the rule early: it stops a run before its reward does.</remarks>
    /// <param name="scores">[checkpoints][images], oldest first: scores by the reward that is optimised, finite.</param>
    /// <param name="baseScores">[images]: the base model's, of the same prompts and seeds.</param>
    /// <returns>The checkpoint's index.</returns>
    /// <exception cref="ArgumentException">There is no checkpoint or no image, the numbers of images differ, or a score is not finite.</exception>
    public static int Earliest(IReadOnlyList<IReadOnlyList<double>> scores, IReadOnlyList<double> baseScores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Highest([.. scores.Select(checkpoint => (double)CountAboveBase(checkpoint, baseScores))], nameof(scores));
    }

    /// <summary>The checkpoint with the highest mean of a judge's scores; the earliest of equal ones.</summary>
    /// <remarks>The judge that chooses cannot also tell how good the choice is: the best of many means is high by luck too.</remarks>
    /// <param name="judgeScores">[checkpoints][images], oldest first, finite.</param>
    /// <returns>The checkpoint's index.</returns>
    /// <exception cref="ArgumentException">There is no checkpoint, one has no image, the numbers of images differ, or a score is not finite.</exception>
    public static int ByJudge(IReadOnlyList<IReadOnlyList<double>> judgeScores)
    {
        ArgumentNullException.ThrowIfNull(judgeScores);
        foreach (var checkpoint in judgeScores)
        {
            RefuseUnusable(checkpoint, nameof(judgeScores));
            if (checkpoint.Count != judgeScores[0].Count)
            {
                throw new ArgumentException($"Checkpoints of {judgeScores[0].Count} and of {checkpoint.Count} images cannot be compared.", nameof(judgeScores));
            }
        }

        return Highest([.. judgeScores.Select(checkpoint => checkpoint.Average())], nameof(judgeScores));
    }

    /// <summary>The checkpoint that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="scores">[checkpoints][images], oldest first: scores by the reward that is optimised.</param>
    /// <param name="baseScores">[images]: the base model's; used by <see cref="CheckpointRule.AboveBase"/> alone.</param>
    /// <param name="judgeScores">[checkpoints][images]: the judge's; used by <see cref="CheckpointRule.Judge"/> alone.</param>
    /// <returns>The checkpoint's index.</returns>
    /// <exception cref="ArgumentException">What the rule uses is missing or unusable, or there are judge's scores of other checkpoints.</exception>
    public static int Choose(
        CheckpointRule rule,
        IReadOnlyList<IReadOnlyList<double>> scores,
        IReadOnlyList<double>? baseScores = null,
        IReadOnlyList<IReadOnlyList<double>>? judgeScores = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0)
        {
            throw new ArgumentException("There is no checkpoint to choose.", nameof(scores));
        }

        switch (rule)
        {
            case CheckpointRule.AboveBase:
                return Earliest(scores, baseScores ?? throw new ArgumentException("Counting pictures above the base model's needs its scores.", nameof(baseScores)));
            case CheckpointRule.Judge when judgeScores is null:
                throw new ArgumentException("There are no judge's scores to choose by.", nameof(judgeScores));
            case CheckpointRule.Judge when judgeScores.Count != scores.Count:
                throw new ArgumentException($"The judge has scored {judgeScores.Count} checkpoints of {scores.Count}.", nameof(judgeScores));
            case CheckpointRule.Judge:
                return ByJudge(judgeScores);
            case CheckpointRule.Last:
                return scores.Count - 1;
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule.");
        }
    }

    private static int Highest(double[] values, string name) =>
        values.Length == 0 ? throw new ArgumentException("There is no checkpoint to choose.", name) : Array.IndexOf(values, values.Max());

    private static void RefuseUnusable(IReadOnlyList<double> scores, string name)
    {
        ArgumentNullException.ThrowIfNull(scores, name);
        if (scores.Count == 0 || !scores.All(double.IsFinite))
        {
            throw new ArgumentException("There must be scores, all finite.", name);
        }
    }
}
