using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Reports.Charts;

/// <summary>Level bars of equal length, parted by the shares of their segments, such as wins, ties and losses in the paper's human study.</summary>
/// <remarks>Two or three segments are blue, light grey for the middle one, and vermilion; more have the colours of lines.</remarks>
/// <param name="Title">The words above it; may be empty.</param>
/// <param name="Segments">The segments' names, in the legend's order and from the left; 1 to 8.</param>
/// <param name="Rows">The bars, from the top; at least one.</param>
public sealed record StackedBarChart(string Title, IReadOnlyList<string> Segments, IReadOnlyList<StackedBarRow> Rows) : Chart(Title)
{
    private const int MaxSegments = 8;

    /// <summary>Bars of wins, ties and losses.</summary>
    /// <param name="title">The words above it; may be empty.</param>
    /// <param name="rows">The bars, each with its three counts in that order; at least one.</param>
    public static StackedBarChart OfOutcomes(string title, IReadOnlyList<StackedBarRow> rows) => new(title, ["win", "tie", "loss"], rows);

    /// <inheritdoc />
    public override string Describe() => $"Stacked bars of {string.Join(", ", Segments)}: " + string.Join("; ", Rows.Select(row =>
    {
        var total = row.Values.Sum();
        var shares = Segments.Zip(row.Values, (name, value) => string.Create(CultureInfo.InvariantCulture, $"{value / total:0%} {name}"));
        return total > 0 ? $"{row.Label}, {string.Join(", ", shares)} of {Number(total)}" : $"{row.Label}, none";
    })) + ".";

    internal static string Number(double value) => value.ToString(value < 1e7 ? "0.##" : "0.##e+0", CultureInfo.InvariantCulture);

    internal void Check()
    {
        if (Segments.Count is < 1 or > MaxSegments)
        {
            throw new RewardLabException($"Chart \"{Title}\": bars have 1 to {MaxSegments} segments, not {Segments.Count}.");
        }

        if (Rows.Count == 0)
        {
            throw new RewardLabException($"Chart \"{Title}\" has no bar; it needs at least one.");
        }

        foreach (var row in Rows)
        {
            if (row.Values.Count != Segments.Count)
            {
                throw new RewardLabException($"Chart \"{Title}\", bar \"{row.Label}\": {row.Values.Count} values for {Segments.Count} segments; give as many.");
            }

            if (!row.Values.All(value => value >= 0) || !double.IsFinite(row.Values.Sum()))
            {
                throw new RewardLabException($"Chart \"{Title}\", bar \"{row.Label}\": its values are 0 or more, and finite with their sum.");
            }
        }
    }
}
