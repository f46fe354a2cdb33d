using System.Globalization;
using RewardLab.Runs.Files;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>Tables of a benchmark: on the screen, and as CSV where a folder is named.</summary>
internal static class BenchOutput
{
    /// <summary>What the files of tables are called.</summary>
    public const string Pattern = "??-*.csv";

    public static void Write(Session session, ResultTable table, string? csvFolder, int index)
    {
        session.Screen.WriteTable(table);
        session.Screen.Output.WriteLine();
        if (csvFolder is not null)
        {
            Directory.CreateDirectory(csvFolder);
            AtomicFileStream.WriteText(
                Path.Combine(csvFolder, string.Create(CultureInfo.InvariantCulture, $"{index:D2}-{SafeName.From(table.Title)}.csv")), table.ToCsv());
        }
    }
}
