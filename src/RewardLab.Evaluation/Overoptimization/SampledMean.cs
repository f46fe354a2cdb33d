using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>The mean score of a sample of images, and how far chance may have moved it.</summary>
/// <param name="Mean">The mean over clusters, in the score's units.</param>
/// <param name="Variance">Of that mean: the variance of the clusters' means over their number; 0 where there is one cluster.</param>
/// <param name="Clusters">Prompts, or images where all have one prompt; at least 1.</param>
public sealed record SampledMean(double Mean, double Variance, int Clusters)
{
    /// <summary>The mean over prompts, since images of one prompt share its difficulty; over images where all have one prompt.</summary>
    /// <param name="scores">Finite scores, [images], at least one.</param>
    /// <param name="prompts">The number of each image's prompt, [images].</param>
    /// <exception cref="ArgumentException">There is no score, lengths differ, or a score is not finite.</exception>
    public static SampledMean Compute(IReadOnlyList<double> scores, IReadOnlyList<int> prompts)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(prompts);
        if (scores.Count == 0 || scores.Count != prompts.Count || !scores.All(double.IsFinite))
        {
            throw new ArgumentException("A sample needs a finite score for each of its images, and at least one.", nameof(scores));
        }

        double[] means = [.. scores.Zip(prompts).GroupBy(entry => entry.Second, entry => entry.First).Select(prompt => prompt.Average())];
        means = means.Length > 1 ? means : [.. scores];
        var mean = means.Average();
        return new SampledMean(
            mean, means.Length < 2 ? 0 : means.Sum(value => (value - mean) * (value - mean)) / (means.Length - 1) / means.Length, means.Length);
    }

    /// <summary>One-sided: that a weighted sum of independent means is above 0 by chance of which images were sampled. Degrees of freedom by Satterthwaite
    /// (Biometrics Bulletin 2, 1946); 1 where a sample is of one cluster, which says nothing of its spread.</summary>
    internal static double PValueOfPositiveSum(IReadOnlyList<SampledMean> means, Func<int, double> weight)
    {
        var (sum, variance, freedom, max) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < means.Count; i++)
        {
            if (means[i].Clusters < 2)
            {
                return 1;
            }

            var share = weight(i) * weight(i) * means[i].Variance;
            sum += weight(i) * means[i].Mean;
            variance += share;
            freedom += share * share / (means[i].Clusters - 1);
            max = Math.Max(max, Math.Abs(weight(i) * means[i].Mean));
        }

        // What rounding leaves of equal scores is neither a trend nor a spread.
        return Math.Sqrt(variance) > 1e-12 * max ? StudentT.UpperTail(sum / Math.Sqrt(variance), variance * variance / freedom)
            : sum > 1e-12 * max ? 0
            : 1;
    }
}
