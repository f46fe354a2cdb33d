namespace RewardLab.Reports.Charts;

/// <summary>Numbers of one kind, such as the scores of correct images.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Values">The numbers; those that are not finite are left out.</param>
public sealed record HistogramGroup(string Name, IReadOnlyList<double> Values);
