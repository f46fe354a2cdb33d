namespace RewardLab.Ensembles.Statistics;

/// <summary>Shares, 0 to 1, by their log-odds.</summary>
internal static class Shares
{
    public static double FromLogOdds(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>The logarithm of the share, at most 0; of what is left where the log-odds are negated.</summary>
    public static double LogOf(double logOdds) => logOdds >= 0 ? -LogOf1Plus(Math.Exp(-logOdds)) : logOdds - LogOf1Plus(Math.Exp(logOdds));

    // .NET's LogP1 adds the 1 first, and what is small is lost in that (Kahan's remedy).
    private static double LogOf1Plus(double small)
    {
        var sum = 1 + small;
        return sum == 1 ? small : Math.Log(sum) * small / (sum - 1);
    }
}
