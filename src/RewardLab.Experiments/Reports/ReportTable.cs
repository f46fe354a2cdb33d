using RewardLab.Experiments.Tables;

namespace RewardLab.Experiments.Reports;

/// <summary>A table in a report.</summary>
/// <param name="Table">The table; its title becomes a heading.</param>
public sealed record ReportTable(ResultTable Table) : ReportItem;
