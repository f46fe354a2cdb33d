using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>Measures how often the alarm would be raised somewhere in a run that gives no cause for it.</summary>
/// <remarks>The interval treats runs as independent; orders of one history are so only given that history,
/// and their interval says nothing of other histories.</remarks>
public static class AlarmCalibration
{
    /// <summary>Orders of each history that are tried by default.</summary>
    public const int DefaultPermutations = 1000;

    /// <summary>The share of histories in which the alarm is ever raised, each in its own order:
    /// false alarms where they come of runs without training.</summary>
    /// <param name="histories">At least one.</param>
    /// <param name="options">Window and level; the defaults where null.</param>
    /// <exception cref="ArgumentException">There is no history.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static WilsonInterval OfRuns(IReadOnlyList<EvaluationHistory> histories, OveroptimizationOptions? options = null)
    {
        options = Checked(histories, options);
        return WilsonInterval.Compute(histories.Count(history => OveroptimizationAlarm.IsEverRaised(ClusterMeans.Compute(history), options)), histories.Count);
    }

    /// <summary>The share of random orders of the histories' evaluations in which the alarm is ever raised.</summary>
    /// <remarks>Without a trend, evaluations are exchangeable and any order is as likely as the recorded one, whatever the scores' distribution and however
    /// prompts waver together. A history with a real trend, shuffled, wavers more than a run without one does,
    /// so that its rate is an upper bound and a loose one: take histories that stand still.</remarks>
    /// <param name="histories">At least one.</param>
    /// <param name="order">What is shuffled.</param>
    /// <param name="seed">Root seed; the stream is named "alarm-calibration".</param>
    /// <param name="options">Window and level; the defaults where null.</param>
    /// <param name="permutations">Orders of each history, at least 1.</param>
    /// <exception cref="ArgumentException">There is no history.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument or option is outside its range.</exception>
    public static WilsonInterval OfPermutations(
        IReadOnlyList<EvaluationHistory> histories,
        PermutedOrder order,
        ulong seed,
        OveroptimizationOptions? options = null,
        int permutations = DefaultPermutations)
    {
        options = Checked(histories, options);
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        if (!Enum.IsDefined(order))
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order.");
        }

        var stream = SeedStream.Create(seed, "alarm-calibration");
        var (alarms, draw) = (0, 0L);
        foreach (var means in histories.Select(ClusterMeans.Compute))
        {
            for (var permutation = 0; permutation < permutations; permutation++)
            {
                var places = Shuffled(means.Count, stream, ref draw);
                var shuffled = new ClusterMeans(
                    order == PermutedOrder.Both ? Array.ConvertAll(places, place => means.Proxy[place]) : means.Proxy,
                    Array.ConvertAll(places, place => means.HeldOut[place]));
                alarms += OveroptimizationAlarm.IsEverRaised(shuffled, options) ? 1 : 0;
            }
        }

        return WilsonInterval.Compute(alarms, checked(histories.Count * permutations));
    }

    // Fisher and Yates, one number of the stream for each place but the first.
    private static int[] Shuffled(int count, SeedStream stream, ref long draw)
    {
        int[] places = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var other = (int)Math.BigMul(stream[draw++], (ulong)i + 1, out _);
            (places[i], places[other]) = (places[other], places[i]);
        }

        return places;
    }

    private static OveroptimizationOptions Checked(IReadOnlyList<EvaluationHistory> histories, OveroptimizationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(histories);
        if (histories.Count == 0)
        {
            throw new ArgumentException("There is no history.", nameof(histories));
        }

        return OveroptimizationOptions.Checked(options);
    }
}
