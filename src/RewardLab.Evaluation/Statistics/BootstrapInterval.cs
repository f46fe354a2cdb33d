using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Statistics;

/// <summary>A mean with its percentile bootstrap interval (Efron and Tibshirani, 1993, chapter 13).</summary>
/// <param name="Mean">The mean of the values themselves.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
/// <param name="Count">How many values were resampled; of one value the interval is the value itself.</param>
public sealed record BootstrapInterval(double Mean, double Lower, double Upper, int Count)
{
    /// <summary>Resamples the default number of times.</summary>
    public const int DefaultResamples = 2000;

    /// <summary>The interval of the mean, resampling values (prompts) with replacement.</summary>
    /// <remarks>The same seed draws the same resamples for every set of as many values, so that intervals of several rewards are comparable.</remarks>
    /// <param name="values">Finite values, at least one.</param>
    /// <param name="seed">Root seed; the stream is named "bootstrap".</param>
    /// <param name="resamples">How many resamples, at least 1.</param>
    /// <param name="level">Coverage aimed at, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There is no value, or one is not finite.</exception>
    public static BootstrapInterval OfMean(ReadOnlySpan<double> values, ulong seed, int resamples = DefaultResamples, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        if (values.IsEmpty)
        {
            throw new ArgumentException("There is nothing to resample.", nameof(values));
        }

        var mean = Average(values);
        if (!double.IsFinite(mean))
        {
            throw new ArgumentException("Values must be finite.", nameof(values));
        }

        var stream = SeedStream.Of(seed, "bootstrap");
        var means = new double[resamples];
        for (var resample = 0; resample < resamples; resample++)
        {
            var sum = 0.0;
            for (var draw = 0; draw < values.Length; draw++)
            {
                sum += values[(int)Math.BigMul(stream[((long)resample * values.Length) + draw], (ulong)values.Length, out _)];
            }

            means[resample] = sum / values.Length;
        }

        Array.Sort(means);
        return new BootstrapInterval(mean, Quantile(means, (1 - level) / 2), Quantile(means, (1 + level) / 2), values.Length);
    }

    /// <summary>"0.712 [0.68, 0.74]".</summary>
    /// <param name="meanFormat">.NET's format of the mean.</param>
    /// <param name="endFormat">That of the ends.</param>
    public string ToText(string meanFormat = "0.000", string endFormat = "0.00")
    {
        var culture = CultureInfo.InvariantCulture;
        return $"{Mean.ToString(meanFormat, culture)} [{Lower.ToString(endFormat, culture)}, {Upper.ToString(endFormat, culture)}]";
    }

    private static double Average(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>The quantile of sorted values, interpolated between neighbours.</summary>
    internal static double Quantile(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
