namespace RewardLab.Reports.Documents;

/// <summary>A heading in a report, for all that follows it.</summary>
/// <param name="Title">One line.</param>
public sealed record ReportSection(string Title) : ReportItem;
