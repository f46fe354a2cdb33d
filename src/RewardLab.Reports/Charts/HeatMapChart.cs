using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Reports.Charts;

/// <summary>A number for each pair of a row and a column, as a colour and in figures.</summary>
/// <param name="Title">The words above it; may be empty.</param>
/// <param name="Rows">The words left of each row, from the top; at least one.</param>
/// <param name="Columns">The words below each column; at least one.</param>
/// <param name="Values">[rows][columns]; null or NaN leaves a gap.</param>
public sealed record HeatMapChart(string Title, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Values)
    : Chart(Title)
{
    /// <summary>The value that is white. Default 0.75, as in the paper's maps of AUROC.</summary>
    public double Centre { get; init; } = 0.75;

    /// <summary>Values from here down share the strongest of the lower colours. Default 0.5.</summary>
    public double Low { get; init; } = 0.5;

    /// <summary>Values from here up share the strongest of the upper colours. Default 1.</summary>
    public double High { get; init; } = 1;

    /// <summary>The colours. Default: the paper's.</summary>
    public ChartPalette Palette { get; init; }

    /// <summary>How values are written in cells (.NET's format strings). Default: two decimals.</summary>
    public string Format { get; init; } = "0.00";

    /// <summary>The colour of a finite value, as the image has it.</summary>
    public (byte Red, byte Green, byte Blue) ColorOf(double value)
    {
        var color = new DivergingScale(this)[value];
        return (color.Red, color.Green, color.Blue);
    }

    internal IEnumerable<double> Known => Values.SelectMany(row => row).OfType<double>().Where(double.IsFinite);

    /// <inheritdoc />
    public override string Describe()
    {
        var known = Known.ToArray();
        var range = known.Length == 0
            ? "no value"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"values from {known.Min().ToString(Format, CultureInfo.InvariantCulture)} to {known.Max().ToString(Format, CultureInfo.InvariantCulture)}");
        var gaps = (Rows.Count * Columns.Count) - known.Length;
        return $"Heat map of {Rows.Count} by {Columns.Count} cells: {range}, {gaps} {(gaps == 1 ? "gap" : "gaps")}.";
    }

    internal void Check()
    {
        if (Rows.Count == 0 || Columns.Count == 0)
        {
            throw new RewardLabException($"Heat map \"{Title}\" has {Rows.Count} rows and {Columns.Count} columns; it needs at least one of each.");
        }

        if (Values.Count != Rows.Count || Values.Any(row => row.Count != Columns.Count))
        {
            throw new RewardLabException($"Heat map \"{Title}\": give a value or null for each of its {Rows.Count} rows and {Columns.Count} columns.");
        }

        if (!(double.IsFinite(Low) && double.IsFinite(High) && Low < Centre && Centre < High))
        {
            throw new RewardLabException(
                string.Create(CultureInfo.InvariantCulture, $"Heat map \"{Title}\": its centre {Centre} must lie between its limits {Low} and {High}."));
        }
    }
}
