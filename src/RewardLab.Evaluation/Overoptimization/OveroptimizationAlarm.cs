using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>Tells when the reward that is optimised still rises while a held-out reward that is not has begun to fall.</summary>
/// <remarks>
/// <para>Three one-sided findings must all come below the level: over the window the proxy rises, the held-out reward falls, and its latest mean
/// is below the best earlier one. An alarm needs all, so that it is an intersection-union test (Berger, Technometrics 24, 1982): if any of their nulls is
/// true, one evaluation raises it with a probability of at most the level, without a correction for there being several tests.</para>
/// <para>A trend is the least-squares slope of each image against the evaluation's number, averaged within its prompt: images of one prompt share its
/// difficulty and are not independent evidence. Prompts and seeds being the same in every evaluation, what is easy or hard about a request cancels in its
/// slope. The trend must stand out of two kinds of chance, and its p-value is the larger one: the t test over prompts, as other prompts might have moved
/// otherwise, and the t test of the regression of the evaluations' means (window - 2 degrees of freedom), as all prompts waver together from one step of
/// training to the next. With the first alone, a shared waver of half the size of a prompt's own noise raises the alarm in four of five runs in which the
/// held-out reward has no trend.</para>
/// <para>Evaluations repeat, and over a run even rare chances come: some window always begins high. So the held-out reward must also have lost something,
/// prompt by prompt, against its best. The best mean of many is high by luck as well as by merit, and an uncorrected test against it rejects too often; its
/// p-value is therefore multiplied by how many evaluations it was selected from (Bonferroni), which makes it valid whichever was selected, and stricter as a
/// run continues and more evaluations are made.</para>
/// <para>The level bounds an evaluation, not a run: <see cref="AlarmCalibration"/> measures the rate of a run. In 1,000 simulated runs of 60 evaluations (10
/// prompts, 4 images each, the defaults) with a rising proxy and a held-out reward without a trend, 0.3% raised the alarm, and 10% with the shared waver; a
/// held-out reward that lost a quarter of an image's noise an evaluation was caught in every run, after 6 evaluations on average, one that lost a tenth in 76%
/// of runs within 30. The tests take evaluations' deviations from their trend as independent;
/// a held-out reward that drifts like a random walk does fall for a while, and is reported as falling.</para>
/// </remarks>
public static class OveroptimizationAlarm
{
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
        var heldOutReward = WindowTrend.Compute(means.HeldOut, latest, options.Window);
        var best = Best(means.HeldOut, latest);
        double[] drops = [.. means.HeldOut[best].Zip(means.HeldOut[latest], (before, now) => before - now)];
        var dropPValue = Math.Min(1, StudentT.PValueOfPositiveMean(drops) * latest);
        return new OveroptimizationResult(
            proxy.RisePValue < options.Level && heldOutReward.FallPValue < options.Level && dropPValue < options.Level,
            latest,
            options.Window,
            means.Clusters,
            proxy.Slope,
            proxy.RisePValue,
            heldOutReward.Slope,
            heldOutReward.FallPValue,
            best,
            drops.Average(),
            dropPValue);
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
