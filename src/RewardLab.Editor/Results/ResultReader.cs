using System.Globalization;
using RewardLab.Reports.Documents;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Editor.Results;

/// <summary>Reads what runs found. Safe from any thread.</summary>
internal static class ResultReader
{
    /// <summary>A run's report, tables and heat maps, and how other runs compare with it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="others">Those that are shown beside it.</param>
    /// <exception cref="Abstractions.RewardLabException">A file is damaged.</exception>
    public static IReadOnlyList<ResultEntry> Read(RunEntry run, IReadOnlyList<RunEntry> others)
    {
        var results = RunResults.Read(run.Folder);
        return
        [
            .. run.Record is { } record && RunResults.Exist(run.Folder)
                ? [new ResultEntry("report") { Lines = ReportLines.From(ReportContent.From(record, results, run.Folder)) }]
                : Array.Empty<ResultEntry>(),
            .. results.Tables.Select((table, index) => Entry(
                run, table, table.Title.Length > 0 ? table.Title : $"table {(index + 1).ToString(CultureInfo.InvariantCulture)}", index)),
            .. results.HeatMaps.Select(map => new ResultEntry(map.Title.Length > 0 ? map.Title : "heat map") { HeatMap = map }),
            .. others.SelectMany(other => Compared(run, other)),
        ];
    }

    private static ResultEntry Entry(RunEntry run, ResultTable table, string title, int index) => new(title)
    {
        Table = table,
        ExportPath = Path.Combine(run.Folder, "tables", $"{(index + 1).ToString("D2", CultureInfo.InvariantCulture)}-{SafeName.From(title)}.csv"),
    };

    private static IEnumerable<ResultEntry> Compared(RunEntry run, RunEntry other)
    {
        var tables = RunComparison.Compute(run, other);
        return tables.Count == 0
            ? [new ResultEntry($"against {other.Id}") { Lines = [Controls.InkLine.Create("The two runs have nothing to compare.", Themes.Ink.Dim)] }]
            : tables.Select(table => new ResultEntry($"against {other.Id}: {table.Title}")
            {
                Table = table,
                ExportPath = Path.Combine(run.Folder, "tables", $"{SafeName.From($"{table.Title} {other.Id}")}.csv"),
            });
    }
}
