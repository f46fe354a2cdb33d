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

    /// <summary>Prints tables, each as soon as it is there; as JSON all together.</summary>
    /// <param name="session">What is written to.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="csvFolder">A folder that gets each as CSV; null for none.</param>
    /// <param name="isJson">Whether to print JSON, for programs.</param>
    /// <param name="cancellationToken">Ends it between two tables.</param>
    public static void Write(
        Session session, IEnumerable<ResultTable> tables, string? csvFolder, bool isJson, CancellationToken cancellationToken)
    {
        var all = new List<ResultTable>();
        foreach (var table in tables)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!isJson)
            {
                session.Screen.WriteTable(table);
                session.Screen.Output.WriteLine();
            }

            if (csvFolder is not null)
            {
                Directory.CreateDirectory(csvFolder);
                AtomicFileStream.WriteText(
                    Path.Combine(csvFolder, string.Create(CultureInfo.InvariantCulture, $"{all.Count:D2}-{SafeName.From(table.Title)}.csv")), table.ToCsv());
            }

            all.Add(table);
        }

        if (isJson)
        {
            JsonOutput.Write(session, all);
        }
    }
}
