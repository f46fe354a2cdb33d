using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>Tells when the reward that is optimised still rises while a held-out reward that is not has begun to fall.</summary>
/// <remarks>
/// <para>Three one-sided findings must all come below their levels: over the window the proxy rises, the held-out reward falls, and it has lost something.
/// An alarm needs all, so that it is an intersection-union test (Berger, Technometrics 24, 1982): if any of their nulls is true, one evaluation raises it
/// with a probability of at most the level, without a correction for there being several tests. Where several held-out rewards are tested, their trends
/// share the level; the proxy's rise is one event for all of them, and needs no share.</para>
/// <para>A trend is the least-squares slope of each image against the evaluation's number, averaged within its prompt. Prompts and seeds being the same in
/// every evaluation, what is easy or hard about a request cancels in its slope. Two kinds of chance can make a trend. All prompts waver together from one
/// step of training to the next: the t test of the regression of the evaluations' means (window - 2 degrees of freedom) guards against it, for the proxy
/// and for the held-out reward. Other prompts might have moved otherwise: the t test over prompts guards against it, for the proxy's slope and for the
/// held-out reward's loss. Five evaluations show a slow fall badly: the held-out reward's trend is tested over the window and, as soon as there are as
/// many evaluations, over twice, four times and eight times as many; the least p-value counts, times the number of windows tested (Bonferroni).</para>
/// <para>Evaluations repeat, and over a run even rare chances come: some window always begins high. So the held-out reward must also have lost something,
/// prompt by prompt: against the base, the first evaluation, or against its best. The best mean of many is high by luck as well as by merit, and an
/// uncorrected test against it rejects too often; its p-value is therefore multiplied by how many evaluations it was selected from, and the less of the
/// two p-values by two (Bonferroni), which makes it valid whichever was selected, and stricter as a run continues.</para>
/// <para>The level bounds an evaluation, not a run: <see cref="AlarmCalibration"/> measures the rate of a run. In 1,000 simulated runs of 60 evaluations
/// (10 prompts, 4 images each, the defaults) with a rising proxy and a held-out reward without a trend, 1.1% raised the alarm, and 12% with a waver of half
/// the size of a prompt's own noise that all prompts share; of four such held-out rewards, 1.2% and 11%. A held-out reward that lost a quarter of an
/// image's noise an evaluation was caught in every run, after 5.7 evaluations on average; one that lost a tenth, in every run within 30, after
/// 10.7.</para>
/// <para>The tests take evaluations' deviations from their trend as independent; a held-out reward that drifts like a random walk does fall for a while,
/// and is reported as falling.</para>
/// </remarks>
public static class OveroptimizationAlarm
{
    // Eight times the window: what has fallen for longer shows there too.
    private const int MaxDoublings = 3;

    /// <summary>Tests the latest evaluations.</summary>
    /// <param name="history">The run's evaluations so far.</param>
    /// <param name="options">Window and level; the defaults where null.</param>
    /// <returns>Null while there are fewer evaluations than the window. Scores that do not move have slope 0 and p-value 1;
    /// of a single image every p-value is 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static OveroptimizationResult? Evaluate(EvaluationHistory history, OveroptimizationOptions? options = null)
    {
        options = OveroptimizationOptions.Checked(options);
        var means = ClusterMeans.Compute(history);
        return means.Count < options.Window ? null : Evaluate(means, means.Count - 1, options);
    }

    /// <summary>Tests after every evaluation, as a run does, from the first that fills the window.</summary>
    /// <inheritdoc cref="Evaluate(EvaluationHistory, OveroptimizationOptions?)" path="/param | /exception" />
    /// <returns>A result for each evaluation from number window - 1 on, counted from 0; empty where there are fewer evaluations.</returns>
    public static IReadOnlyList<OveroptimizationResult> EvaluateEach(EvaluationHistory history, OveroptimizationOptions? options = null)
    {
        options = OveroptimizationOptions.Checked(options);
        var means = ClusterMeans.Compute(history);
        return [.. Enumerable.Range(0, means.Count).Skip(options.Window - 1).Select(latest => Evaluate(means, latest, options))];
    }

    /// <summary>Whether any evaluation of a run would have raised the alarm.</summary>
    internal static bool IsEverRaised(ClusterMeans means, OveroptimizationOptions options)
    {
        for (var latest = options.Window - 1; latest < means.Count; latest++)
        {
            if (Evaluate(means, latest, options).IsRaised)
            {
                return true;
            }
        }

        return false;
    }

    private static OveroptimizationResult Evaluate(ClusterMeans means, int latest, OveroptimizationOptions options)
    {
        var proxy = WindowTrend.Compute(means.Proxy, latest, options.Window);
        var (window, heldOutReward) = Fall(means.HeldOut, latest, options.Window);
        var best = Best(means.HeldOut, latest);
        double[] Drops(int since) => [.. means.HeldOut[since].Zip(means.HeldOut[latest], (before, now) => before - now)];
        var drops = Drops(best);
        var dropPValue = Math.Min(1, 2 * Math.Min(StudentT.PValueOfPositiveMean(Drops(since: 0)), StudentT.PValueOfPositiveMean(drops) * latest));
        return new OveroptimizationResult(
            proxy.RisePValue < options.Level && heldOutReward.FallPValue < options.TrendLevel && dropPValue < options.Level,
            latest,
            window,
            means.Clusters,
            proxy.Slope,
            proxy.RisePValue,
            heldOutReward.Slope,
            heldOutReward.FallPValue,
            best,
            drops.Average(),
            dropPValue);
    }

    // The window of which the fall is surest: the option's, or a doubling of it that the run has filled.
    private static (int Window, WindowTrend Trend) Fall(double[][] heldOutReward, int latest, int window)
    {
        int[] windows = [.. Doublings(window).TakeWhile(length => length <= latest + 1)];
        var (surest, trend) = windows.Select(length => (length, WindowTrend.Compute(heldOutReward, latest, length))).MinBy(found => found.Item2.FallPValue);
        return (surest, trend with { FallPValue = Math.Min(1, trend.FallPValue * windows.Length) });
    }

    private static IEnumerable<int> Doublings(int window)
    {
        for (var (length, doubled) = (window, 0); doubled <= MaxDoublings; length *= 2, doubled++)
        {
            yield return length;
        }
    }

    private static int Best(double[][] heldOutReward, int latest)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (var evaluation = 0; evaluation < latest; evaluation++)
        {
            var mean = heldOutReward[evaluation].Average();
            if (mean > highest)
            {
                (best, highest) = (evaluation, mean);
            }
        }

        return best;
    }
}
