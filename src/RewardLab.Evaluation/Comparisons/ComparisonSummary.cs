using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Comparisons;

/// <summary>What comparisons of sets come to.</summary>
/// <param name="Wins">Sets of the first method that win.</param>
/// <param name="Ties">Sets that tie.</param>
/// <param name="Losses">Sets that lose.</param>
/// <param name="Lead">Share of wins less share of losses, -1 to 1, with its bootstrap interval; its count is that of prompts.</param>
/// <param name="RatioLower">Lower end of the interval of <see cref="Ratio"/>, 0 or more; null where nothing is decided.</param>
/// <param name="RatioUpper">Its upper end, infinite where resamples without a loss reach it; null where nothing is decided.</param>
/// <param name="PValue">Two-sided exact sign test of the decided sets: 1 where none is. It takes sets as independent, those of one prompt too: where it and the interval disagree, go by the interval.</param>
public sealed record ComparisonSummary(int Wins, int Ties, int Losses, BootstrapInterval Lead, double? RatioLower, double? RatioUpper, double PValue)
{
    /// <summary>Comparisons in all.</summary>
    public int Count => Wins + Ties + Losses;

    /// <summary>Share of the comparisons that are won, 0 to 1.</summary>
    public double WinShare => Wins / (double)Count;

    /// <summary>Wins for each loss: infinite without a loss, null where nothing is decided.</summary>
    public double? Ratio => Wins + Losses == 0 ? null : Wins / (double)Losses;

    /// <summary>Counts outcomes, and resamples prompts, and training runs where there are several.</summary>
    /// <remarks>Sets of one prompt share its difficulty, and all sets of one run its luck, so that prompts and runs are what is drawn: runs with replacement, then prompts, the same for each
    /// run drawn (Owen, Annals of Applied Statistics 1, 2007), since every run meets the same prompts. With few runs the interval is too narrow nevertheless: two or three say little of their spread.
    /// The ratio's interval is that of wins among decided sets, as odds; a resample in which nothing is decided counts as even.</remarks>
    /// <param name="comparisons">At least one; every run with the same prompts.</param>
    /// <param name="seed">Root seed of the bootstrap.</param>
    /// <param name="resamples">How many resamples, at least 1.</param>
    /// <param name="level">Coverage aimed at, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There is no comparison, or a run lacks a prompt that another has.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="resamples"/> or <paramref name="level"/> is outside its range.</exception>
    public static ComparisonSummary Of(
        IReadOnlyList<SetComparison> comparisons, ulong seed, int resamples = BootstrapInterval.DefaultResamples, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        if (comparisons.Count == 0)
        {
            throw new ArgumentException("There is nothing to compare.", nameof(comparisons));
        }

        int[] runs = [.. comparisons.Select(comparison => comparison.Run).Distinct().Order()];
        int[] prompts = [.. comparisons.Select(comparison => comparison.Prompt).Distinct().Order()];
        var cells = comparisons.GroupBy(comparison => (Array.IndexOf(runs, comparison.Run), Array.IndexOf(prompts, comparison.Prompt)))
            .Select(group => (Run: group.Key.Item1, Prompt: group.Key.Item2, Counts: Tally.Of(group)))
            .ToArray();
        if (cells.Length != runs.Length * prompts.Length)
        {
            throw new ArgumentException($"{runs.Length} runs of {prompts.Length} prompts make {runs.Length * prompts.Length} cells, but there are comparisons of {cells.Length}: every run needs every prompt.", nameof(comparisons));
        }

        var (leads, shares, drawn) = (new double[resamples], new double[resamples], 0);
        foreach (var (runCounts, promptCounts) in CrossedBootstrap.Draw(runs.Length, prompts.Length, seed, resamples))
        {
            var sum = cells.Aggregate(default(Tally), (tally, cell) => tally.Plus(cell.Counts, (long)runCounts[cell.Run] * promptCounts[cell.Prompt]));
            (leads[drawn], shares[drawn]) = (sum.Lead, sum.DecidedShare);
            drawn++;
        }

        var all = Tally.Of(comparisons);
        var (lower, upper) = ((1 - level) / 2, (1 + level) / 2);
        Array.Sort(leads);
        Array.Sort(shares);
        var isDecided = all.Wins + all.Losses > 0;
        return new ComparisonSummary(
            (int)all.Wins,
            (int)all.Ties,
            (int)all.Losses,
            new BootstrapInterval(all.Lead, BootstrapInterval.Quantile(leads, lower), BootstrapInterval.Quantile(leads, upper), prompts.Length),
            isDecided ? Odds(BootstrapInterval.Quantile(shares, lower)) : null,
            isDecided ? Odds(BootstrapInterval.Quantile(shares, upper)) : null,
            SignTest.PValue((int)all.Wins, (int)all.Losses));
    }

    private static double Odds(double share) => share / (1 - share);
}
