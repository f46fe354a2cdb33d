namespace RewardLab.Evaluation.Statistics;

/// <summary>Scores of one prompt's images as distances from their mean: what makes scores of several prompts fit into one chart.</summary>
/// <remarks>Raw scores of different prompts are not comparable: a prompt that a model finds easy scores high throughout.</remarks>
public static class StandardScores
{
    /// <summary>Each score less the mean, in standard deviations (of the images themselves, not of a population they stand for);
    /// all 0 where scores are equal.</summary>
    /// <param name="scores">Finite scores.</param>
    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public static double[] Compute(ReadOnlySpan<double> scores)
    {
        var mean = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
            {
                throw new ArgumentException($"Score {i} is {scores[i]}; only finite scores have a mean.", nameof(scores));
            }

            mean += scores[i] / scores.Length;
        }

        var (variance, max) = (0.0, 0.0);
        foreach (var score in scores)
        {
            variance += (score - mean) * (score - mean) / scores.Length;
            max = Math.Max(max, Math.Abs(score));
        }

        // What rounding leaves of equal scores is not a spread.
        var deviation = Math.Sqrt(variance);
        var isFlat = deviation <= 1e-12 * max;
        var standard = new double[scores.Length];
        for (var i = 0; i < standard.Length; i++)
        {
            standard[i] = isFlat ? 0 : (scores[i] - mean) / deviation;
        }

        return standard;
    }
}
