using RewardLab.Editor.Controls;
using RewardLab.Reports.Charts;
using RewardLab.Runs.Tables;

namespace RewardLab.Editor.Results;

/// <summary>Something that a run found: its report, a table, a heat map, or how it compares with another.</summary>
/// <param name="Title">What lists call it.</param>
internal sealed record ResultEntry(string Title)
{
    /// <summary>Lines to read; null where there are none.</summary>
    public IReadOnlyList<InkLine>? Lines { get; init; }

    /// <summary>A table; null where it is none.</summary>
    public ResultTable? Table { get; init; }

    /// <summary>A heat map; null where it is none.</summary>
    public HeatMapChart? HeatMap { get; init; }

    /// <summary>Where it is exported to when nothing else is said; empty where it cannot be.</summary>
    public string ExportPath { get; init; } = "";
}
