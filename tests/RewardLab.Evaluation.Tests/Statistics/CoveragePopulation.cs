using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

/// <summary>A population as per-prompt metrics, their differences, or rewards may have it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Range">What values may be.</param>
/// <param name="Mean">Its mean, exactly.</param>
/// <param name="Draw">A value.</param>
internal sealed record CoveragePopulation(string Name, ValueRange Range, double Mean, Func<SimulatedSource, double> Draw)
{
    /// <summary>Skewed, bounded and tied ones.</summary>
    public static IReadOnlyList<CoveragePopulation> All { get; } =
    [
        new("beta(8, 3)", ValueRange.Share, 8 / 11.0, source => source.Beta(8, 3)),
        new("beta(4, 1), skewed", ValueRange.Share, 0.8, source => source.Beta(4, 1)),
        new("beta(9, 0.7), near 1", ValueRange.Share, 9 / 9.7, source => source.Beta(9, 0.7)),
        new("beta(2, 0.5), very skewed", ValueRange.Share, 0.8, source => source.Beta(2, 0.5)),
        new("beta(150, 50), narrow", ValueRange.Share, 0.75, source => source.Beta(150, 50)),
        new("uniform", ValueRange.Share, 0.5, source => source.Uniform()),
        new("AUROC of 8 images", ValueRange.Share, MeanAuroc(1, 0.5), source => Aurocs(source, 8, 1, 0.5).First),
        new("AUROC of 8 images, near 1", ValueRange.Share, MeanAuroc(2, 0.7), source => Aurocs(source, 8, 2, 0.7).First),
        new("AUROC of 50 images", ValueRange.Share, MeanAuroc(1, 0.5), source => Aurocs(source, 50, 1, 0.5).First),
        new("AUROC of 50 images, near 1", ValueRange.Share, MeanAuroc(2.5, 0.7), source => Aurocs(source, 50, 2.5, 0.7).First),
        new("3 in 10 are 1, others beta(6, 2)", ValueRange.Share, 0.3 + (0.7 * 0.75), source => source.Uniform() < 0.3 ? 1 : source.Beta(6, 2)),
        new("6 in 10 are 1, others beta(6, 2)", ValueRange.Share, 0.6 + (0.4 * 0.75), source => source.Uniform() < 0.6 ? 1 : source.Beta(6, 2)),
        new(
            "3 in 10 are 1, 1 in 10 is 0, others beta(6, 2)",
            ValueRange.Share,
            0.3 + (0.6 * 0.75),
            source => source.Uniform() is var u && u < 0.3 ? 1 : u < 0.4 ? 0 : source.Beta(6, 2)),
        new("0 or 1, half of them 1", ValueRange.Share, 0.5, source => source.Uniform() < 0.5 ? 1 : 0),
        new("0 or 1, 8 in 10 are 1", ValueRange.Share, 0.8, source => source.Uniform() < 0.8 ? 1 : 0),
        new("quarters, binomial(4, 0.8)", ValueRange.Share, 0.8, source => Enumerable.Range(0, 4).Count(_ => source.Uniform() < 0.8) / 4.0),
        new("lead, normal", ValueRange.Signed, 0.05, source => Math.Clamp(0.05 + (0.1 * source.Normal()), -1, 1)),
        new("lead, AUROC of 8 images", ValueRange.Signed, 0, source => Aurocs(source, 8, 1, 0.5) is var pair ? pair.First - pair.Second : 0),
        new("lead, AUROC of 50 images", ValueRange.Signed, 0, source => Aurocs(source, 50, 1, 0.3) is var pair ? pair.First - pair.Second : 0),
        new("lead, half are 0", ValueRange.Signed, 0.025, source => source.Uniform() < 0.5 ? 0 : 0.05 + (0.1 * source.Normal())),
        new("lead, 7 in 10 are 0", ValueRange.Signed, 0.015, source => source.Uniform() < 0.7 ? 0 : 0.05 + (0.1 * source.Normal())),
        new("lead, half are 0, others to one side", ValueRange.Signed, 0.0375, source => source.Uniform() < 0.5 ? 0 : 0.3 * source.Beta(1, 3)),
        new("lead, exponential", ValueRange.Signed, 0.05, source => Math.Min(1, -0.05 + (0.1 * source.Exponential()))),
        new("lead, wins, ties and losses", ValueRange.Signed, 0.2, source => source.Uniform() is var u && u < 0.1 ? -1 : u < 0.7 ? 0 : 1),
        new("reward, normal", ValueRange.Unbounded, 0, source => source.Normal()),
        new("reward, log-normal", ValueRange.Unbounded, Math.Exp(0.125), source => Math.Exp(0.5 * source.Normal())),
        new("reward, exponential", ValueRange.Unbounded, 1, source => source.Exponential()),
    ];

    /// <summary>The share of samples whose interval holds the mean.</summary>
    /// <param name="prompts">Values of each sample.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="seed">Their seed.</param>
    public double Coverage(int prompts, int samples, ulong seed)
    {
        var source = new SimulatedSource(seed, $"{Name} {prompts}");
        var held = 0;
        for (var sample = 0; sample < samples; sample++)
        {
            var interval = ConfidenceInterval.OfMean([.. Enumerable.Range(0, prompts).Select(_ => Draw(source))], Range);
            held += interval.Lower <= Mean && interval.Upper >= Mean ? 1 : 0;
        }

        return held / (double)samples;
    }

    // The AUROC of normal scores whose means are d apart is P(Z < d / sqrt 2), and d itself is normal over prompts.
    private static double MeanAuroc(double mean, double deviation) => 1 - StudentT.UpperTail(mean / Math.Sqrt(2 + (deviation * deviation)), 1e6);

    /// <summary>Two rewards' AUROC on the images of one prompt, of which any share may be good, but not all and not none.</summary>
    private static (double First, double Second) Aurocs(SimulatedSource source, int images, double mean, double deviation)
    {
        var good = new bool[images];
        do
        {
            var share = source.Uniform();
            for (var i = 0; i < images; i++)
            {
                good[i] = source.Uniform() < share;
            }
        }
        while (good.Distinct().Count() == 1);
        return (One(), One());

        double One()
        {
            var lead = mean + (deviation * source.Normal());
            return RankingMetrics.Auroc([.. good.Select(isGood => (isGood ? lead : 0) + source.Normal())], good)!.Value;
        }
    }
}
