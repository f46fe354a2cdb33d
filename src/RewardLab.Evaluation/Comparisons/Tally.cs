using System.Runtime.InteropServices;

namespace RewardLab.Evaluation.Comparisons;

/// <summary>Counts of outcomes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Tally(long Wins, long Ties, long Losses)
{
    /// <summary>Share of wins less share of losses, -1 to 1.</summary>
    public double Lead => (Wins - Losses) / (double)(Wins + Ties + Losses);

    /// <summary>Share of wins among decided sets, 0 to 1; even where none is decided.</summary>
    public double DecidedShare => Wins + Losses == 0 ? 0.5 : Wins / (double)(Wins + Losses);

    /// <summary>The counts of comparisons.</summary>
    public static Tally Of(IEnumerable<SetComparison> comparisons) =>
        comparisons.Aggregate(default(Tally), (tally, comparison) => comparison.Outcome switch
        {
            SetOutcome.Win => tally with { Wins = tally.Wins + 1 },
            SetOutcome.Loss => tally with { Losses = tally.Losses + 1 },
            _ => tally with { Ties = tally.Ties + 1 },
        });

    /// <summary>These and others, those a number of times.</summary>
    public Tally Plus(Tally other, long times) => new(Wins + (times * other.Wins), Ties + (times * other.Ties), Losses + (times * other.Losses));
}
