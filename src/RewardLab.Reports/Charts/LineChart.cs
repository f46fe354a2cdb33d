using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Reports.Charts;

/// <summary>Lines over a common axis.</summary>
/// <param name="Title">The words above it; may be empty.</param>
/// <param name="Series">The lines, in the legend's order.</param>
public sealed record LineChart(string Title, IReadOnlyList<LineSeries> Series) : Chart(Title)
{
    /// <summary>Whether a thin line of y = x is drawn, for comparison. Default false.</summary>
    public bool HasDiagonal { get; init; }

    /// <summary>The height of a thin level line, for comparison, such as chance; null for none.</summary>
    public double? Reference { get; init; }

    /// <summary>The ends of the horizontal axis; null for those of the points.</summary>
    public IReadOnlyList<double>? XLimits { get; init; }

    /// <summary>The ends of the vertical axis; null for those of the points and bands.</summary>
    public IReadOnlyList<double>? YLimits { get; init; }

    /// <summary>The number of each line's colour, dashes and mark; null for its place in the chart.</summary>
    public IReadOnlyList<int>? Styles { get; init; }

    /// <inheritdoc />
    public override Chart WithStyles(Func<string, int> numberOf)
    {
        ArgumentNullException.ThrowIfNull(numberOf);
        return this with { Styles = Styles ?? [.. Series.Select(series => numberOf(series.Subject ?? series.Name))] };
    }

    /// <inheritdoc />
    public override string Describe()
    {
        var lines = Series.Select(series =>
        {
            var last = Enumerable.Range(0, series.Y.Count).LastOrDefault(i => double.IsFinite(series.X[i]) && double.IsFinite(series.Y[i]), -1);
            return last < 0
                ? $"{series.Name} without points"
                : string.Create(CultureInfo.InvariantCulture, $"{series.Name} ends at ({series.X[last]:0.##}, {series.Y[last]:0.##})");
        });
        return $"Lines of {YLabel} over {XLabel}: {string.Join("; ", lines)}.";
    }

    internal void Check()
    {
        foreach (var series in Series)
        {
            if (series.Y.Count != series.X.Count || (series.Lower ?? series.Y).Count != series.X.Count || (series.Upper ?? series.Y).Count != series.X.Count)
            {
                throw new RewardLabException($"Chart \"{Title}\", line \"{series.Name}\": X, Y and the edges of its band must be of one length.");
            }

            if (series.Lower is null != series.Upper is null)
            {
                throw new RewardLabException($"Chart \"{Title}\", line \"{series.Name}\": a band needs both a lower edge and an upper one.");
            }
        }

        if (Styles is { } styles && (styles.Count != Series.Count || styles.Any(style => style < 0)))
        {
            throw new RewardLabException($"Chart \"{Title}\": each line needs a style, a number from 0.");
        }

        foreach (var limits in new[] { XLimits, YLimits })
        {
            if (limits is not null && !(limits.Count == 2 && double.IsFinite(limits[0]) && double.IsFinite(limits[1]) && limits[0] < limits[1]))
            {
                throw new RewardLabException($"Chart \"{Title}\": the limits of an axis are two finite numbers, the lower first.");
            }
        }
    }
}
