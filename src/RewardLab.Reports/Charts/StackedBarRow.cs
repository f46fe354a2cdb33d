namespace RewardLab.Reports.Charts;

/// <summary>One bar of a stacked bar chart.</summary>
/// <param name="Label">The words left of it.</param>
/// <param name="Values">[segments]: how much falls to each segment, such as a count; 0 or more, finite. All of them 0 leave the bar empty.</param>
public sealed record StackedBarRow(string Label, IReadOnlyList<double> Values);
