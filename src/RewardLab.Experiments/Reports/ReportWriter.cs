using System.Globalization;
using System.Text;
using RewardLab.Experiments.Runs;
using RewardLab.Experiments.Tables;

namespace RewardLab.Experiments.Reports;

/// <summary>Writes a run's report.md: what was asked, what came out, the pictures that show it, and what it was made with.</summary>
public static class ReportWriter
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "report.md";

    /// <summary>Writes the report of a run from its record, its tables and the sheets that lie in its folder.</summary>
    /// <param name="run">The run, before it is ended.</param>
    /// <param name="tables">The tables that the recipe printed, in order.</param>
    public static void Write(Run run, IReadOnlyList<ResultTable> tables)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(tables);
        using var file = run.CreateFile(FileName);
        file.Write(Encoding.UTF8.GetBytes(Compose(run.Record, tables, Pictures(run.Folder), ScoreFiles(run.Folder))));
    }

    internal static string Compose(RunRecord record, IReadOnlyList<ResultTable> tables, IReadOnlyList<string> pictures, IReadOnlyList<string> scoreFiles)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(record.Recipe.Name).Append("\n\n");
        text.Append("Recipe `").Append(record.Recipe.Path).Append("`, seed ").Append(record.Seed.ToString(CultureInfo.InvariantCulture)).Append(".\n");

        if (tables.Count > 0)
        {
            Heading("Results");
            text.AppendJoin('\n', tables.Select(table => table.ToMarkdown()));
        }

        if (pictures.Count > 0)
        {
            Heading("Pictures");
            text.AppendJoin('\n', pictures.Select(picture => $"![{Path.GetFileNameWithoutExtension(picture)}]({picture})\n"));
        }

        if (scoreFiles.Count > 0)
        {
            Heading("Scores");
            text.AppendJoin("", scoreFiles.Select(path => $"- [{Path.GetFileNameWithoutExtension(path)}]({path})\n"));
        }

        Heading("Configuration");
        text.Append(new ResultTable(
            "",
            ["parameter", "value"],
            record.Parameters.Select(p => new[] { p.Key, Convert.ToString(p.Value, CultureInfo.InvariantCulture) })).ToMarkdown());

        Heading("Made with");
        text.Append(new ResultTable("", ["what", "which"], MadeWith(record)).ToMarkdown());
        return text.ToString();

        void Heading(string heading) => text.Append("\n## ").Append(heading).Append("\n\n");
    }

    private static IEnumerable<object?[]> MadeWith(RunRecord record)
    {
        yield return ["RewardLab", record.Versions.RewardLab];
        yield return [".NET", record.Versions.DotNet];
        yield return ["libtorch", record.Versions.LibTorch ?? "not started"];
        yield return ["machine", record.Machine.Describe()];
        yield return ["torch", record.Machine.Threads is { } threads ? $"{threads} {(threads == 1 ? "thread" : "threads")} on {record.Machine.Device}" : "not started"];
        foreach (var plugin in record.Plugins)
        {
            yield return [plugin.Id, $"{plugin.Version}, SHA-256 {plugin.Sha256}"];
        }
    }

    private static string[] Pictures(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.png").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string[] ScoreFiles(string folder)
    {
        var scores = Path.Combine(folder, "scores");
        return Directory.Exists(scores)
            ? [.. Directory.EnumerateFiles(scores, "*.csv").Select(path => $"scores/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)]
            : [];
    }
}
