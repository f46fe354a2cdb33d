using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Reports.Charts;

/// <summary>Two numbers of many things as points, in groups, with the quadrants in which the two agree.</summary>
/// <param name="Title">The words above it; may be empty.</param>
/// <param name="X">Horizontal coordinates; points with one that is not finite are left out.</param>
/// <param name="Y">As many vertical ones.</param>
/// <param name="Groups">The group of each point, such as its label; groups are listed in order of appearance.</param>
public sealed record ScatterChart(string Title, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<string> Groups) : Chart(Title)
{
    /// <summary>From here on, x is high; null for the median.</summary>
    public double? XThreshold { get; init; }

    /// <summary>From here on, y is high; null for the median.</summary>
    public double? YThreshold { get; init; }

    /// <summary>Points drawn at most, evenly spaced through the list; quadrants count all of them. Default 3,000; at least 1.</summary>
    public int MaxPoints { get; init; } = 3000;

    internal double XSplit => XThreshold ?? Median(X);

    internal double YSplit => YThreshold ?? Median(Y);

    /// <summary>The share of points in each quadrant.</summary>
    /// <exception cref="RewardLabException">Lengths differ.</exception>
    public QuadrantShares Quadrants()
    {
        Check();
        return QuadrantShares.Compute(X, Y, XSplit, YSplit);
    }

    /// <inheritdoc />
    public override string Describe()
    {
        var shares = Quadrants();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{X.Count} points, {XLabel} against {YLabel}: {shares.BothHigh:0%} high in both, {shares.BothLow:0%} low in both, "
            + $"{shares.OnlyXHigh:0%} high in the first only, {shares.OnlyYHigh:0%} in the second only.");
    }

    internal void Check()
    {
        if (X.Count != Y.Count || X.Count != Groups.Count)
        {
            throw new RewardLabException($"Chart \"{Title}\": {X.Count} points, {Y.Count} y values and {Groups.Count} groups do not match.");
        }

        if (MaxPoints < 1)
        {
            throw new RewardLabException($"Chart \"{Title}\": the maximum number of points must be at least 1, not {MaxPoints}.");
        }
    }

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
