using System.Globalization;

namespace RewardLab.Evaluation.Statistics;

/// <summary>Holm's correction of p-values for the number of comparisons in a table (Scandinavian Journal of Statistics 6, 1979, page 65), and how tables show
/// what it leaves.</summary>
public static class HolmCorrection
{
    /// <summary>The corrected p-values: were no comparison of the table true, one below a level would be found with at most that probability, however the
    /// comparisons depend on each other.</summary>
    /// <param name="pValues">Each comparison's, 0 to 1; null where it has none, which does not count as one.</param>
    /// <returns>As many, each at least what it was and at most 1.</returns>
    /// <exception cref="ArgumentException">A p-value is outside its range.</exception>
    public static IReadOnlyList<double?> Compute(IReadOnlyList<double?> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        if (pValues.Any(p => p is { } value && !(value >= 0 && value <= 1)))
        {
            throw new ArgumentException("A p-value is 0 to 1.", nameof(pValues));
        }

        int[] order = [.. Enumerable.Range(0, pValues.Count).Where(i => pValues[i] is not null).OrderBy(i => pValues[i])];
        var corrected = new double?[pValues.Count];
        var highest = 0.0;
        foreach (var (rank, index) in order.Index())
        {
            highest = Math.Max(highest, Math.Min(1, (order.Length - rank) * pValues[index]!.Value));
            corrected[index] = highest;
        }

        return corrected;
    }

    /// <summary>" *" below <see cref="PairedTest.Level"/>, else nothing.</summary>
    /// <param name="corrected">A corrected p-value; null for none.</param>
    public static string Mark(double? corrected) => corrected < PairedTest.Level ? " *" : "";

    /// <summary>"0.0123", never rounded up to the level itself; "&lt; 0.0001" below; "-" for none.</summary>
    /// <param name="p">A p-value; null for none.</param>
    public static string Text(double? p)
    {
        if (p is not { } value)
        {
            return "-";
        }

        if (value < 0.0001)
        {
            return "< 0.0001";
        }

        var text = value.ToString("0.0000", CultureInfo.InvariantCulture);
        return value < PairedTest.Level && text == "0.0500" ? "< 0.05" : text;
    }

    /// <summary>The line below a table that says what marks and p-values are.</summary>
    /// <param name="comparisons">How many comparisons the table has a p-value of.</param>
    public static string Footnote(int comparisons) =>
        $"* p below .05 after Holm's correction for the {comparisons} comparison{(comparisons == 1 ? "" : "s")} of this table; "
        + "p is the larger of the paired sign-flip test's and the interval's, so an interval that reaches 0 has no star.";
}
