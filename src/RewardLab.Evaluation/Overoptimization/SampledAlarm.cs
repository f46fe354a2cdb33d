namespace RewardLab.Evaluation.Overoptimization;

/// <summary>The alarm for overoptimization of a training that is only watched: each window holds images of its own, with prompts and seeds as they
/// came.</summary>
/// <remarks>
/// <para>The findings are those of <see cref="OveroptimizationAlarm"/>, and the p-values of all three must be below their levels: over the latest windows the
/// proxy rises, the held-out reward falls, and its latest mean is below the best earlier one. Windows share no images, so nothing is paired. A trend is the
/// least-squares slope of the windows' means. Its p-value is the larger of two: one from the sampling error of the means (Satterthwaite's t), one from their
/// scatter about the line (window - 2 degrees of freedom). The drop below the best is tested by Welch's t; its p-value is multiplied by the number of windows
/// from which the best was selected.</para>
/// <para>Windows are treated as samples of the same prompts. A trainer that moves from easy prompts to hard ones moves all rewards, and lowers held-out ones
/// without any overoptimization. A proxy that rises meanwhile makes this less likely, but does not rule it out.</para>
/// <para>In 1,000 simulated trainings of 60 windows (32 images of 16 prompts, others in each window; the defaults) with a rising proxy and a held-out reward
/// without a trend, 0.6% raised the alarm. A held-out reward that lost a quarter of the images' standard deviation per window raised it in 99%, after 7
/// windows on average; one that lost a tenth, in 48% within 30 windows.</para>
/// </remarks>
public static class SampledAlarm
{
    /// <summary>Tests the latest windows.</summary>
    /// <param name="windows">All windows so far, oldest first, spaced about evenly in training.</param>
    /// <param name="options">Window and level; the defaults where null.</param>
    /// <returns>Null while there are fewer windows than the options ask for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static OveroptimizationResult? Evaluate(IReadOnlyList<SampledScores> windows, OveroptimizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(windows);
        options = OveroptimizationOptions.Checked(options);
        if (windows.Count < options.Window)
        {
            return null;
        }

        SampledScores[] latest = [.. windows.TakeLast(options.Window)];
        var proxy = Trend([.. latest.Select(scores => scores.Proxy)]);
        var heldOut = Trend([.. latest.Select(scores => scores.HeldOut)]);
        var best = Enumerable.Range(0, windows.Count - 1).MaxBy(i => windows[i].HeldOut.Mean);
        SampledMean[] ends = [windows[best].HeldOut, windows[^1].HeldOut];
        var dropPValue = Math.Min(1, SampledMean.PValueOfPositiveSum(ends, i => i == 0 ? 1 : -1) * (windows.Count - 1));
        return new OveroptimizationResult(
            proxy.RisePValue < options.Level && heldOut.FallPValue < options.TrendLevel && dropPValue < options.Level,
            windows.Count - 1,
            options.Window,
            latest.Min(scores => scores.HeldOut.Clusters),
            proxy.Slope,
            proxy.RisePValue,
            heldOut.Slope,
            heldOut.FallPValue,
            best,
            ends[0].Mean - ends[1].Mean,
            dropPValue);
    }

    private static WindowTrend Trend(SampledMean[] means)
    {
        var (middle, squares) = ((means.Length - 1) / 2.0, means.Length * (((double)means.Length * means.Length) - 1) / 12);
        var (slope, rise, fall) = WindowTrend.OfMeans([.. means.Select(mean => mean.Mean)]);
        return new WindowTrend(
            slope,
            Math.Max(rise, SampledMean.PValueOfPositiveSum(means, i => (i - middle) / squares)),
            Math.Max(fall, SampledMean.PValueOfPositiveSum(means, i => (middle - i) / squares)));
    }
}
