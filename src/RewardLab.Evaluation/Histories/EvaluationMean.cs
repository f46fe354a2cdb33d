using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Histories;

/// <summary>How sure the mean score of an evaluation is, as a trainer tells it while it runs and a report shows it afterwards.</summary>
public static class EvaluationMean
{
    /// <summary>The 95% confidence interval over prompts: the mean of each prompt's images is one value.</summary>
    /// <param name="scores">Scores of the evaluation, [images].</param>
    /// <param name="prompts">The number of each image's prompt, [images].</param>
    /// <param name="range">What a score may be.</param>
    /// <returns>Without ends where there are fewer than five prompts; null where there is not one finite score for each image.</returns>
    public static ConfidenceInterval? OverPrompts(IReadOnlyList<double> scores, IReadOnlyList<int> prompts, ValueRange range)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(prompts);
        return scores.Count == 0 || scores.Count != prompts.Count || !scores.All(double.IsFinite)
            ? null
            : ConfidenceInterval.OfMean(
                [.. scores.Zip(prompts).GroupBy(score => score.Second, score => score.First).Select(prompt => prompt.Average())], range);
    }

    /// <summary>What the scores of a held-out reward may be: shares where all that are known are, else any number.</summary>
    /// <param name="scores">Its scores of every evaluation that is known.</param>
    public static ValueRange RangeOf(IEnumerable<double> scores) =>
        scores.All(score => score is >= 0 and <= 1) ? ValueRange.Share : ValueRange.Unbounded;
}
