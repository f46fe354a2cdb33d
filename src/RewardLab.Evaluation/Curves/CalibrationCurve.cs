using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Curves;

/// <summary>Whether a score between 0 and 1 means what it says: of images that score 0.7, are 70% good?</summary>
/// <param name="Bins">From the lowest scores to the highest, as many images in each as can be.</param>
/// <param name="ExpectedError">The mean distance of score and share, weighted by count (expected calibration error), 0 to 1.</param>
/// <param name="Brier">The mean square of score less outcome (Brier, 1950), 0 to 1.</param>
public sealed record CalibrationCurve(IReadOnlyList<CalibrationBin> Bins, double ExpectedError, double Brier)
{
    /// <summary>Sorts images into bins of equal number; equal scores stay together.</summary>
    /// <param name="scores">A score for each image, 0 to 1, as TextNorm's are.</param>
    /// <param name="good">Whether each image is good.</param>
    /// <param name="binCount">Bins aimed at, at least 1.</param>
    /// <exception cref="ArgumentException">There is no image, lengths differ, or a score is not between 0 and 1.</exception>
    public static CalibrationCurve Compute(ReadOnlySpan<double> scores, ReadOnlySpan<bool> good, int binCount = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        RankedScores.RefuseUnusable(scores, good.Length);
        var brier = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] is < 0 or > 1)
            {
                throw new ArgumentException($"Score {i} is {scores[i]}; calibration curves are of scores between 0 and 1.", nameof(scores));
            }

            var error = scores[i] - (good[i] ? 1 : 0);
            brier += error * error;
        }

        if (scores.IsEmpty)
        {
            throw new ArgumentException("There is no image.", nameof(scores));
        }

        var bins = new List<CalibrationBin>();
        var order = RankedScores.DescendingOrder(scores);
        for (var start = 0; start < order.Length;)
        {
            var aim = Math.Max(start + 1, (int)((long)order.Length * (bins.Count + 1) / binCount));
            var end = RankedScores.EndOfTie(scores, order, Math.Min(aim, order.Length) - 1);
            var (sum, found) = (0.0, 0);
            for (var i = start; i < end; i++)
            {
                sum += scores[order[i]];
                found += good[order[i]] ? 1 : 0;
            }

            bins.Add(new CalibrationBin(sum / (end - start), found / (double)(end - start), end - start));
            start = end;
        }

        bins.Reverse();
        return new CalibrationCurve(bins, bins.Sum(bin => bin.Count * Math.Abs(bin.MeanScore - bin.GoodShare)) / scores.Length, brier / scores.Length);
    }
}
