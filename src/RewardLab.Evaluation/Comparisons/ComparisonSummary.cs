using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Comparisons;

/// <summary>What comparisons of sets come to.</summary>
/// <param name="Wins">Sets of the first method that win.</param>
/// <param name="Ties">Sets that tie.</param>
/// <param name="Losses">Sets that lose.</param>
/// <param name="Lead">Share of wins less share of losses, -1 to 1, with its interval; its count is that of prompts.</param>
/// <param name="RatioLower">Lower end of the interval of <see cref="Ratio"/>, 0 or more; null where fewer prompts have a decided set than an interval
/// takes.</param>
/// <param name="RatioUpper">Its upper end, infinite where no set is lost; null likewise.</param>
/// <param name="PValue">Two-sided p-value of the lead being 0, as <see cref="PairedTest"/> has it of the prompts' leads; null where the lead has no
/// interval.</param>
public sealed record ComparisonSummary(int Wins, int Ties, int Losses, ConfidenceInterval Lead, double? RatioLower, double? RatioUpper, double? PValue)
{
    /// <summary>Comparisons in all.</summary>
    public int Count => Wins + Ties + Losses;

    /// <summary>Share of the comparisons that are won, 0 to 1.</summary>
    public double WinShare => Wins / (double)Count;

    /// <summary>Wins for each loss: infinite without a loss, null where nothing is decided.</summary>
    public double? Ratio => Wins + Losses == 0 ? null : Wins / (double)Losses;

    /// <summary>Counts outcomes; intervals are over prompts, and over training runs too where there are several.</summary>
    /// <remarks>Sets of one prompt share its difficulty, and all sets of one run its luck, so that prompts and runs are what is counted. Prompts with more sets
    /// weigh more, as in the share itself: each prompt's part in it stands for
    /// the prompt (linearisation; Cochran, Sampling Techniques, 1977, section 6.3). Of several runs, the runs' variance is added to the prompts'; two or three
    /// runs make few degrees of freedom, and a wide interval.
    /// The ratio's interval is that of wins among decided sets, as odds.</remarks>
    /// <param name="comparisons">At least one; every run with the same prompts.</param>
    /// <param name="level">Coverage aimed at, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There is no comparison, or a run lacks a prompt that another has.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is outside its range.</exception>
    public static ComparisonSummary Compute(IReadOnlyList<SetComparison> comparisons, double level = ConfidenceInterval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        ConfidenceInterval.RefuseUnlessLevel(level);
        if (comparisons.Count == 0)
        {
            throw new ArgumentException("There is nothing to compare.", nameof(comparisons));
        }

        var runs = Tallies(comparisons, comparison => comparison.Run);
        var prompts = Tallies(comparisons, comparison => comparison.Prompt);
        var cells = comparisons.DistinctBy(comparison => (comparison.Run, comparison.Prompt)).Count();
        if (cells != runs.Length * prompts.Length)
        {
            throw new ArgumentException(
                $"{runs.Length} runs of {prompts.Length} prompts make {runs.Length * prompts.Length} cells, but there are comparisons of {cells}: "
                + "every run needs every prompt.",
                nameof(comparisons));
        }

        var all = Tally.Compute(comparisons);
        var lead = Estimate(
            runs, prompts, static tally => tally.Wins - tally.Losses, static tally => tally.Wins + tally.Ties + tally.Losses, ValueRange.Signed);
        var share = Estimate(runs, prompts, static tally => tally.Wins, static tally => tally.Wins + tally.Losses, ValueRange.Share)?.Interval(level);
        return new ComparisonSummary(
            (int)all.Wins,
            (int)all.Ties,
            (int)all.Losses,
            ConfidenceInterval.Compute((all.Wins - all.Losses) / (double)comparisons.Count, prompts.Length, lead, level),
            share?.Lower / (1 - share?.Lower),
            share?.Upper / (1 - share?.Upper),
            lead?.PValue(0) is { } own
                ? Math.Max(own, SignFlipTest.PValue([.. prompts.Select(prompt => (double)(prompt.Wins - prompt.Losses))], seed: 0))
                : null);
    }

    private static Tally[] Tallies(IReadOnlyList<SetComparison> comparisons, Func<SetComparison, int> of) =>
        [.. comparisons.GroupBy(of).OrderBy(group => group.Key).Select(Tally.Compute)];

    /// <summary>What the sample says of a sum of parts over a sum of wholes; null where too few prompts have a whole.</summary>
    private static MeanEstimate? Estimate(Tally[] runs, Tally[] prompts, Func<Tally, long> part, Func<Tally, long> whole, ValueRange range)
    {
        var (byRun, byPrompt) = (Linearised(runs), Linearised(prompts));
        return byPrompt.Length < ConfidenceInterval.MinCount
            ? null
            : byRun.Length > 1 ? MeanEstimate.OfCrossed(byRun, byPrompt, range) : MeanEstimate.Compute(byPrompt, range);

        // Their mean is the ratio, and their spread what each of them does to it.
        double[] Linearised(Tally[] clusters)
        {
            Tally[] counted = [.. clusters.Where(cluster => whole(cluster) > 0)];
            var ratio = counted.Sum(part) / (double)counted.Sum(whole);
            return [.. counted.Select(cluster => ratio + (counted.Length * (part(cluster) - (ratio * whole(cluster))) / counted.Sum(whole)))];
        }
    }
}
