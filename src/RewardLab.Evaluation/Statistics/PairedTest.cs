namespace RewardLab.Evaluation.Statistics;

/// <summary>The test of paired differences that p-values and stars of all tables come from.</summary>
public static class PairedTest
{
    /// <summary>At this p-value, after <see cref="HolmCorrection"/>, a difference is marked.</summary>
    public const double Level = 0.05;

    /// <summary>The two-sided p-value of the mean difference being 0.</summary>
    /// <remarks>The larger of two: the sign-flip test's, which is exact however few and oddly distributed symmetric differences are, and that of
    /// <see cref="ConfidenceInterval"/>, which reckons with skew.
    /// Below 0.05 the 95% interval therefore leaves 0 out, so that a table's p-values and intervals never disagree.</remarks>
    /// <param name="differences">One finite difference for each prompt.</param>
    /// <param name="range">What differences may be; 0 is inside it.</param>
    /// <param name="seed">Root seed of sign patterns.</param>
    /// <param name="permutations">How many sign patterns, at least 1.</param>
    /// <returns>Above 0, at most 1; null where the differences have no interval.</returns>
    /// <exception cref="ArgumentException">A difference is not finite.</exception>
    public static double? PValue(ReadOnlySpan<double> differences, ValueRange range, ulong seed, int permutations = SignFlipTest.DefaultPermutations)
    {
        ArgumentNullException.ThrowIfNull(range);
        return differences.Length < ConfidenceInterval.MinCount ? null
            : MeanEstimate.Compute(differences, range).PValue(0) is { } own ? Math.Max(own, SignFlipTest.PValue(differences, seed, permutations))
            : null;
    }
}
