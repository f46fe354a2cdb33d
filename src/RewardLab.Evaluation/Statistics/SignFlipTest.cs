using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Statistics;

/// <summary>Paired permutation test: were there no difference, each pair's sign would be a coin's.</summary>
public static class SignFlipTest
{
    /// <summary>Sign patterns drawn where they are too many to try each.</summary>
    public const int DefaultPermutations = 10_000;

    /// <summary>The two-sided p-value of the mean difference.</summary>
    /// <remarks>Every pattern is tried where there are at most <paramref name="permutations"/>, which is exact; otherwise that many are drawn, and the
    /// observed one is counted among them, so the value is never 0 (Phipson and Smyth, 2010).</remarks>
    /// <param name="differences">One finite difference for each prompt, at least one.</param>
    /// <param name="seed">Root seed; the stream is named "sign-flip".</param>
    /// <param name="permutations">How many patterns, at least 1.</param>
    /// <returns>Above 0, at most 1.</returns>
    /// <exception cref="ArgumentException">There is no difference, or one is not finite.</exception>
    public static double PValue(ReadOnlySpan<double> differences, ulong seed, int permutations = DefaultPermutations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        var (sum, size) = (0.0, 0.0);
        foreach (var difference in differences)
        {
            sum += difference;
            size += Math.Abs(difference);
        }

        if (differences.IsEmpty || !double.IsFinite(size))
        {
            throw new ArgumentException("There must be differences, all finite.", nameof(differences));
        }

        // Patterns whose sums are equal on paper may differ in their last bits; they count as equal.
        var observed = Math.Abs(sum) - (1e-12 * size);
        if (differences.Length < 31 && 1 << differences.Length <= permutations)
        {
            return CountEvery(differences, observed) / (double)(1 << differences.Length);
        }

        var stream = SeedStream.Create(seed, "sign-flip");
        var words = (differences.Length + 63) / 64;
        var extreme = 1L;
        for (var permutation = 0; permutation < permutations; permutation++)
        {
            var flipped = 0.0;
            for (var i = 0; i < differences.Length; i++)
            {
                var word = stream[((long)permutation * words) + (i / 64)];
                flipped += (word >> (i % 64) & 1) == 0 ? differences[i] : -differences[i];
            }

            extreme += Math.Abs(flipped) >= observed ? 1 : 0;
        }

        return extreme / (permutations + 1.0);
    }

    private static long CountEvery(ReadOnlySpan<double> differences, double observed)
    {
        var extreme = 0L;
        for (var pattern = 0U; pattern < 1U << differences.Length; pattern++)
        {
            var flipped = 0.0;
            for (var i = 0; i < differences.Length; i++)
            {
                flipped += (pattern >> i & 1) == 0 ? differences[i] : -differences[i];
            }

            extreme += Math.Abs(flipped) >= observed ? 1 : 0;
        }

        return extreme;
    }
}
