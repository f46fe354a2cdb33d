namespace RewardLab.Reports.Documents;

/// <summary>A part of a run's report. Parts stand in the order in which the recipe made them.</summary>
public abstract record ReportItem;
