using System.Runtime.InteropServices;

namespace RewardLab.Evaluation.Comparisons;

/// <summary>Counts of outcomes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Tally(long Wins, long Ties, long Losses)
{
    /// <summary>The counts of comparisons.</summary>
    public static Tally Compute(IEnumerable<SetComparison> comparisons) =>
        comparisons.Aggregate(default(Tally), (tally, comparison) => comparison.Outcome switch
        {
            SetOutcome.Win => tally with { Wins = tally.Wins + 1 },
            SetOutcome.Loss => tally with { Losses = tally.Losses + 1 },
            _ => tally with { Ties = tally.Ties + 1 },
        });
}
