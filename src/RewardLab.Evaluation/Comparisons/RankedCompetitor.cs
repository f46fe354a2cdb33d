using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Comparisons;

/// <summary>One competitor of a ranking by Bradley and Terry's model.</summary>
/// <param name="Competitor">Its index.</param>
/// <param name="Strength">Log-strength, 0 on average over the competitors, with its interval; <see cref="ConfidenceInterval.Mean"/> is the estimate, the count
/// that of prompts.</param>
/// <param name="Rank">1 for the strongest; competitors of equal strength share the better rank.</param>
/// <param name="RankLower">Best rank within the interval, 1 or more; null where there is no interval.</param>
/// <param name="RankUpper">Worst rank within the interval, at most the number of competitors; null likewise.</param>
public sealed record RankedCompetitor(int Competitor, ConfidenceInterval Strength, int Rank, int? RankLower, int? RankUpper)
{
    /// <summary>Points of Elo's scale for each unit of log-strength: 400 of them are odds of ten to one.</summary>
    public const double EloPerUnit = 400 / 2.302585092994046;

    /// <summary>The strength on Elo's scale, 0 on average over the competitors.</summary>
    public ConfidenceInterval Elo =>
        Strength with { Mean = EloPerUnit * Strength.Mean, Lower = EloPerUnit * Strength.Lower, Upper = EloPerUnit * Strength.Upper };

    /// <summary>The share of points to expect against another, 0 to 1, a win being one point and a tie half:
    /// one half between equals, 0.73 for a lead of one unit.</summary>
    /// <param name="other">Another of the same ranking.</param>
    public double ShareAgainst(RankedCompetitor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return 1 / (1 + Math.Exp(other.Strength.Mean - Strength.Mean));
    }
}
