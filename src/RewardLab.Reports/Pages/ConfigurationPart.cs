using System.Globalization;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Pages;

/// <summary>What the runs were asked and made with: where they differ, and, folded away, all of it.</summary>
/// <param name="runs">The runs.</param>
public sealed class ConfigurationPart(IReadOnlyList<RunFacts> runs) : PagePart("configuration", "Configuration")
{
    private const string Absent = "-";
    private const string Empty = "(empty)";
    private const int HashLetters = 12;

    /// <inheritdoc />
    public override bool IsEmpty => runs.Count == 0;

    /// <summary>A row for each fact that differs between runs, a column for each run.</summary>
    internal ResultTable Differences()
    {
        // A parameter may be called as something else is.
        var facts = runs.Select(run => Facts(run.Record).ToDictionary(fact => (fact.IsParameter, fact.Name), fact => fact.Value)).ToArray();
        var rows = facts.SelectMany(known => known.Keys).Distinct()
            .OrderByDescending(name => name.IsParameter)
            .Select(name => facts.Select(known => known.GetValueOrDefault(name) is { } value ? value.Length > 0 ? value : Empty : Absent)
                .Prepend(name.Name)
                .ToArray())
            .Where(row => row.Skip(1).Distinct(StringComparer.Ordinal).Count() > 1);
        return new ResultTable("", [new("what"), .. runs.Select(run => new TableColumn(run.Label, ColumnAlignment.Left))], rows);
    }

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        if (runs.Count > 1)
        {
            var differences = Differences();
            if (differences.Rows.Count > 0)
            {
                writer.Write("<h3>What differs</h3>\n");
                HtmlTable.Write(writer, differences, "What differs");
            }
            else
            {
                writer.Write("<p>The runs do not differ: same recipe, parameters, seed, software, plugins and machine.</p>\n");
            }
        }

        foreach (var run in runs)
        {
            var facts = Facts(run.Record).ToArray();
            writer.Write($"<details{(runs.Count == 1 ? " open=\"\"" : "")}>\n<summary>All of {Named(run)}</summary>\n<div class=\"facts\">\n");
            HtmlTable.Write(
                writer,
                new ResultTable(
                    "", [new TableColumn("what"), new TableColumn("value", ColumnAlignment.Left)], facts.Select(fact => new[] { fact.Name, fact.Value })),
                $"Configuration of {run.Label}");
            writer.Write("</div>\n</details>\n");
        }
    }

    private static IEnumerable<(bool IsParameter, string Name, string Value)> Facts(RunRecord record)
    {
        foreach (var (name, value) in record.Parameters)
        {
            yield return (true, name, ParameterText.Format(value));
        }

        yield return (false, "seed", record.Seed.ToString(CultureInfo.InvariantCulture));
        if (record.Command is null)
        {
            yield return (false, "recipe's file", record.Recipe.Path);
            yield return (false, "recipe's SHA-256", Short(record.Recipe.Sha256));
        }

        foreach (var (path, hash) in record.Recipe.Loads)
        {
            yield return (false, $"{path}, SHA-256", Short(hash));
        }

        yield return (false, "RewardLab", record.Versions.RewardLab);
        yield return (false, ".NET", record.Versions.DotNet);
        yield return (false, "libtorch", record.Versions.LibTorch ?? "not started");
        yield return (false, "machine", record.Machine.Describe());
        yield return (false, "torch's device", record.Machine.Device ?? "not started");
        yield return (false, "torch's threads", record.Machine.Threads?.ToString(CultureInfo.InvariantCulture) ?? "not started");
        foreach (var plugin in record.Plugins.DistinctBy(plugin => plugin.Id, StringComparer.Ordinal))
        {
            yield return (false, $"plugin {plugin.Id}", $"{plugin.Version}, SHA-256 {Short(plugin.Sha256)}");
        }
    }

    private static string Short(string hash) => hash.Length > HashLetters ? hash[..HashLetters] : hash;
}
