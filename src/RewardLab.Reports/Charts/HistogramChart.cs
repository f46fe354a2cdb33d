using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Reports.Charts;

/// <summary>How the numbers of several groups are spread, one over the other: the share of each group in bins of equal width.</summary>
/// <param name="Title">The words above it; may be empty.</param>
/// <param name="Groups">The groups, in the legend's order.</param>
public sealed record HistogramChart(string Title, IReadOnlyList<HistogramGroup> Groups) : Chart(Title)
{
    /// <summary>Number of bins between the least and the greatest number. Default 24; range 1 to 200.</summary>
    public int BinCount { get; init; } = 24;

    /// <inheritdoc />
    public override string Describe() => $"Histograms of {XLabel}: " + string.Join("; ", Groups.Select(group =>
    {
        var known = group.Values.Where(double.IsFinite).ToArray();
        return known.Length == 0
            ? $"{group.Name}, none"
            : string.Create(CultureInfo.InvariantCulture, $"{group.Name}, {known.Length} with mean {known.Average():0.00}");
    })) + ".";

    internal void Check()
    {
        if (BinCount is < 1 or > 200)
        {
            throw new RewardLabException($"Chart \"{Title}\": 1 to 200 bins, not {BinCount}.");
        }
    }
}
