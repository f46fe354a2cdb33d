namespace RewardLab.Evaluation.Overoptimization;

/// <summary>How far an evaluation's reward lies below the base's, image by image: what a fine-tuning that has broken its model looks like.</summary>
/// <param name="Mean">Mean reward of the evaluation.</param>
/// <param name="BaseMean">Mean reward of the base.</param>
/// <param name="Drop">How far the mean lies below the base's, in units of the reward; negative where it lies above.</param>
/// <param name="DropInDeviations">The same in units of the standard deviation that the base's rewards have within a prompt; infinite where these do not vary
/// and the mean has fallen.</param>
/// <param name="BelowBase">Share of the images that score below the base's of the same prompt and seed, 0 to 1.</param>
public sealed record RewardCollapse(double Mean, double BaseMean, double Drop, double DropInDeviations, double BelowBase)
{
    /// <summary>The drop from which on a reward counts as far below the base's, in the base's standard deviations within a prompt.</summary>
    public const double FarBelow = 1;

    /// <summary>The share of images that must score below the base's, so that a few ruined ones are not taken for a collapse.</summary>
    public const double MaxImages = 0.75;

    /// <summary>Whether the reward lies far below the base's: by at least one of the base's standard deviations on average, and at three images of
    /// four.</summary>
    /// <remarks>Evaluations share prompts and seeds, so that the deviation is that of other images of the same prompt: a mean that has fallen by it has lost
    /// what tells a usual image from a poor one.</remarks>
    public bool IsCollapsed => DropInDeviations >= FarBelow && BelowBase >= MaxImages;

    /// <summary>Compares an evaluation with the base's.</summary>
    /// <param name="scores">[images], finite.</param>
    /// <param name="baseScores">[images]: the base's of the same prompts and seeds, finite.</param>
    /// <param name="prompts">Each image's prompt, [images].</param>
    /// <exception cref="ArgumentException">There is no image, the numbers of images differ, or a score is not finite.</exception>
    public static RewardCollapse Compute(IReadOnlyList<double> scores, IReadOnlyList<double> baseScores, IReadOnlyList<int> prompts)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(baseScores);
        ArgumentNullException.ThrowIfNull(prompts);
        if (scores.Count == 0 || scores.Count != baseScores.Count || scores.Count != prompts.Count)
        {
            throw new ArgumentException(
                $"{scores.Count} scores, {baseScores.Count} of the base and {prompts.Count} prompts cannot be compared.", nameof(scores));
        }

        if (!scores.All(double.IsFinite) || !baseScores.All(double.IsFinite))
        {
            throw new ArgumentException("Scores must be finite.", nameof(scores));
        }

        var (mean, baseMean) = (scores.Average(), baseScores.Average());
        var drop = baseMean - mean;
        var deviation = Deviation(baseScores, prompts);
        var relative = deviation > 0 ? drop / deviation : drop > 0 ? double.PositiveInfinity : 0;
        return new RewardCollapse(
            mean, baseMean, drop, relative, Enumerable.Range(0, scores.Count).Count(i => scores[i] < baseScores[i]) / (double)scores.Count);
    }

    // Within prompts, pooled; over all images where every prompt has one.
    private static double Deviation(IReadOnlyList<double> scores, IReadOnlyList<int> prompts)
    {
        var groups = Enumerable.Range(0, scores.Count).GroupBy(i => prompts[i]).Select(group => group.Select(i => scores[i]).ToArray()).ToArray();
        return scores.Count > groups.Length
            ? Math.Sqrt(groups.Sum(SquaredDistances) / (scores.Count - groups.Length))
            : scores.Count > 1 ? Math.Sqrt(SquaredDistances([.. scores]) / (scores.Count - 1)) : 0;
    }

    private static double SquaredDistances(double[] values)
    {
        // About the first value, so that equal scores have a deviation of exactly 0.
        var mean = values[0] + values.Average(value => value - values[0]);
        return values.Sum(value => (value - mean) * (value - mean));
    }
}
