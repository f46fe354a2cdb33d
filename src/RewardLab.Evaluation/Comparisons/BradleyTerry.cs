using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Comparisons;

/// <summary>Strengths of several competitors from comparisons of two at a time (Bradley and Terry, Biometrika 39, 1952): i beats j with probability p_i / (p_i
/// + p_j), p the exponential of the strength.</summary>
/// <remarks>A tie is half a win for each. Pairs may be missing, for strengths pass through third parties. Each competitor has a virtual win and a virtual loss
/// against one of strength 0, which is a logistic prior of the strengths (Newman, JMLR 24, 2023, section 5):
/// whoever won everything, or met nobody, is of finite strength all the same.</remarks>
public static class BradleyTerry
{
    /// <summary>Resamples of a ranking by default.</summary>
    public const int DefaultResamples = 2000;

    // Degrees of freedom at which Student's distribution is the normal one to six digits.
    private const double Infinite = 1e6;

    // Strengths, and quantiles of ranks, that are equal on paper may differ in their last digits.
    private const double Rounding = 1e-9;

    /// <summary>The strengths of highest posterior probability, as logarithms, moved to a mean of 0, since only differences say anything.</summary>
    /// <remarks>p_i = (1 / (p_i + 1) + sum_j w_ij p_j / (p_i + p_j)) / (1 / (p_i + 1) + sum_j w_ji / (p_i + p_j)),
    /// one after the other until nothing moves any more (Newman, equation 26).</remarks>
    /// <param name="wins">[competitors, competitors]: how often the row's competitor beat the column's, ties as halves; 0 or more, finite.
    /// The diagonal is not looked at. At least two competitors.</param>
    /// <returns>[competitors].</returns>
    /// <exception cref="ArgumentException">The table is not square, has fewer than two rows, or a count is outside its range.</exception>
    public static double[] LogStrengths(double[,] wins)
    {
        ArgumentNullException.ThrowIfNull(wins);
        if (wins.GetLength(0) != wins.GetLength(1) || wins.GetLength(0) < 2)
        {
            throw new ArgumentException(
                $"A table of {wins.GetLength(0)} by {wins.GetLength(1)} is not a square table of wins between at least two competitors.", nameof(wins));
        }

        if (wins.Cast<double>().Any(count => !(count >= 0) || !double.IsFinite(count)))
        {
            throw new ArgumentException("Numbers of wins are 0 or more, and finite.", nameof(wins));
        }

        var strengths = Enumerable.Repeat(1.0, wins.GetLength(0)).ToArray();
        NewmanIteration.Converge(strengths, wins);
        return Centred(strengths);
    }

    /// <summary>Ranks competitors, with intervals from resampled prompts, and training runs where there are several.</summary>
    /// <remarks>Prompts and runs are resampled as for <see cref="ComparisonSummary"/>, the same for every pair of competitors; comparisons of a run and a
    /// prompt count as often as both are resampled. Whom a resample leaves out altogether is of strength 0 before the mean is taken off. The draws' distances
    /// from the estimate are stretched by t / z and sqrt(n / (n - 1)), n the number of prompts, t and z the quantiles of Student's distribution with n - 1
    /// degrees of freedom and of the normal one: without, intervals from few prompts are too narrow
    /// (Hesterberg, The American Statistician 69, 2015, section 4). Percentiles of those; of ranks, rounded outwards. With few runs the interval is too narrow
    /// nevertheless.</remarks>
    /// <param name="contests">At least one, in any order; not every pair needs to meet, nor on every prompt.</param>
    /// <param name="competitors">How many there are, at least 2.</param>
    /// <param name="seed">Root seed of the bootstrap.</param>
    /// <param name="resamples">How many resamples, at least 1.</param>
    /// <param name="level">Coverage aimed at, above 0 and below 1.</param>
    /// <returns>[competitors], by index; without intervals where there are fewer prompts than <see cref="ConfidenceInterval.MinCount"/>, or every draw gives
    /// a competitor the same strength.</returns>
    /// <exception cref="ArgumentException">There is no contest, or one is not between two different competitors of those there are.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another argument is outside its range.</exception>
    public static IReadOnlyList<RankedCompetitor> Rank(
        IReadOnlyList<Contest> contests, int competitors, ulong seed, int resamples = DefaultResamples, double level = ConfidenceInterval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(contests);
        ArgumentOutOfRangeException.ThrowIfLessThan(competitors, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        ConfidenceInterval.RefuseUnlessLevel(level);
        if (contests.Count == 0
            || contests.Any(contest => contest.First == contest.Second
                || Math.Min(contest.First, contest.Second) < 0
                || Math.Max(contest.First, contest.Second) >= competitors))
        {
            throw new ArgumentException($"There must be contests, each between two different competitors of 0 to {competitors - 1}.", nameof(contests));
        }

        int[] runs = [.. contests.Select(contest => contest.Comparison.Run).Distinct().Order()];
        int[] prompts = [.. contests.Select(contest => contest.Comparison.Prompt).Distinct().Order()];
        var cells = contests.GroupBy(contest => (contest.First, contest.Second, contest.Comparison.Run, contest.Comparison.Prompt))
            .Select(group => new Cell(
                group.Key.First,
                group.Key.Second,
                Array.IndexOf(runs, group.Key.Run),
                Array.IndexOf(prompts, group.Key.Prompt),
                Tally.Compute(group.Select(contest => contest.Comparison))))
            .ToArray();

        var recorded = Enumerable.Repeat(1.0, competitors).ToArray();
        NewmanIteration.Converge(recorded, Wins(cells, competitors, static _ => 1));
        var estimates = Centred(recorded);

        if (prompts.Length < ConfidenceInterval.MinCount)
        {
            return
            [
                .. estimates.Select(
                    (estimate, i) => new RankedCompetitor(i, new ConfidenceInterval(estimate, null, null, prompts.Length), RankOf(i, estimates), null, null)),
            ];
        }

        var tail = (1 - level) / 2;
        var stretch = Math.Sqrt(prompts.Length / (prompts.Length - 1.0)) * StudentT.UpperQuantile(tail, prompts.Length - 1)
            / StudentT.UpperQuantile(tail, Infinite);
        var draws = Enumerable.Range(0, competitors).Select(_ => (Strengths: new double[resamples], Ranks: new double[resamples])).ToArray();
        var resample = 0;
        foreach (var (runCounts, promptCounts) in CrossedBootstrap.Resample(runs.Length, prompts.Length, seed, resamples))
        {
            // From the estimates it is not far to those of a resample.
            var strengths = (double[])recorded.Clone();
            NewmanIteration.Converge(strengths, Wins(cells, competitors, cell => (long)runCounts[cell.Run] * promptCounts[cell.Prompt]));
            double[] logs = [.. Centred(strengths).Select((log, i) => estimates[i] + (stretch * (log - estimates[i])))];
            for (var i = 0; i < competitors; i++)
            {
                (draws[i].Strengths[resample], draws[i].Ranks[resample]) = (logs[i], RankOf(i, logs));
            }

            resample++;
        }

        return [.. draws.Select((values, i) =>
        {
            Array.Sort(values.Strengths);
            Array.Sort(values.Ranks);
            var isFlat = values.Strengths[^1] - values.Strengths[0] < Rounding;
            return new RankedCompetitor(
                i,
                new ConfidenceInterval(
                    estimates[i],
                    isFlat ? null : Quantiles.Compute(values.Strengths, tail),
                    isFlat ? null : Quantiles.Compute(values.Strengths, 1 - tail),
                    prompts.Length),
                RankOf(i, estimates),
                isFlat ? null : (int)Math.Floor(Quantiles.Compute(values.Ranks, tail) + Rounding),
                isFlat ? null : (int)Math.Ceiling(Quantiles.Compute(values.Ranks, 1 - tail) - Rounding));
        })];
    }

    private static double[,] Wins(Cell[] cells, int competitors, Func<Cell, long> times)
    {
        var wins = new double[competitors, competitors];
        foreach (var cell in cells)
        {
            var count = times(cell);
            wins[cell.First, cell.Second] += count * (cell.Counts.Wins + (0.5 * cell.Counts.Ties));
            wins[cell.Second, cell.First] += count * (cell.Counts.Losses + (0.5 * cell.Counts.Ties));
        }

        return wins;
    }

    private static double[] Centred(double[] strengths)
    {
        var logs = Array.ConvertAll(strengths, Math.Log);
        var mean = logs.Average();
        return Array.ConvertAll(logs, log => log - mean);
    }

    private static int RankOf(int competitor, double[] logs) => 1 + logs.Count(log => log > logs[competitor] + Rounding);

    private sealed record Cell(int First, int Second, int Run, int Prompt, Tally Counts);
}
