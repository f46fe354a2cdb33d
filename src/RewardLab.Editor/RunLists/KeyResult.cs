using RewardLab.Abstractions;
using RewardLab.Editor.Results;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Tables;

namespace RewardLab.Editor.RunLists;

/// <summary>The one number that tells most of what a run found: the greatest of the first column of numbers of its first table.</summary>
/// <param name="Text">What a row shows, such as "AUROC 0.792 TextNorm"; empty where the run has no table.</param>
/// <param name="Number">The number; null where there is none.</param>
internal sealed record KeyResult(string Text, double? Number)
{
    /// <summary>A run without results.</summary>
    public static KeyResult None { get; } = new("", null);

    /// <summary>Reads it from a run's folder; a folder whose results cannot be read has none. Safe from any thread.</summary>
    public static KeyResult Read(string runFolder)
    {
        try
        {
            return RunResults.Exist(runFolder) ? Find(RunResults.Read(runFolder).Tables) : None;
        }
        catch (RewardLabException)
        {
            return None; // Results says why, where it is looked for
        }
    }

    /// <summary>The key result of tables.</summary>
    public static KeyResult Find(IReadOnlyList<ResultTable> tables)
    {
        foreach (var table in tables)
        {
            for (var column = 1; column < table.Columns.Count; column++)
            {
                var best = table.Rows
                    .Select((row, index) => (Row: index, Number: column < row.Count ? SortedTable.NumberOf(row[column]) : null))
                    .Where(cell => cell.Number is { } number && double.IsFinite(number))
                    .OrderByDescending(cell => cell.Number)
                    .FirstOrDefault((-1, null));
                if (best.Row >= 0)
                {
                    var cells = table.Shown[best.Row];
                    return new KeyResult($"{table.Columns[column].Heading} {cells[column].Split(' ')[0]} {cells[0].Trim()}".Trim(), best.Number);
                }
            }
        }

        return None;
    }
}
