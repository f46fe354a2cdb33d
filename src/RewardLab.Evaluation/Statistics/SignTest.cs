namespace RewardLab.Evaluation.Statistics;

/// <summary>The exact sign test: were neither side better, each decided comparison would be a fair coin's (Conover, Practical Nonparametric Statistics,
/// section 3.4).</summary>
public static class SignTest
{
    /// <summary>The two-sided p-value: twice the binomial probability of as few successes as the rarer side has, at most 1.</summary>
    /// <remarks>Ties are left out. It takes comparisons as independent; those that share a prompt are only nearly so.</remarks>
    /// <param name="wins">Comparisons won, at least 0.</param>
    /// <param name="losses">Comparisons lost, at least 0.</param>
    /// <returns>0 to 1; 1 where nothing is decided.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double PValue(int wins, int losses)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wins);
        ArgumentOutOfRangeException.ThrowIfNegative(losses);

        // P(X <= k) of n fair coins is I_(1/2)(n - k, k + 1).
        return wins == losses ? 1 : Math.Min(1, 2 * IncompleteBeta.Regularised(Math.Max(wins, losses), Math.Min(wins, losses) + 1.0, 0.5));
    }
}
