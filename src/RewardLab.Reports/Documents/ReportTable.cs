using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Documents;

/// <summary>A table in a report.</summary>
/// <param name="Table">The table; its title becomes a heading.</param>
public sealed record ReportTable(ResultTable Table) : ReportItem;
