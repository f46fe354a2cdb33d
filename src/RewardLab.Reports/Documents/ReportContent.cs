using System.Globalization;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Documents;

/// <summary>What a run's reports say, in either form.</summary>
/// <param name="Record">The run.</param>
/// <param name="Items">What the recipe made, in order.</param>
/// <param name="ScoreFiles">Tables of scores, inside the run's folder.</param>
public sealed record ReportContent(RunRecord Record, IReadOnlyList<ReportItem> Items, IReadOnlyList<string> ScoreFiles)
{
    /// <summary>Where the results of the run's components come from, each source with its facts.</summary>
    public IReadOnlyList<(string Source, string Facts)> Sources { get; init; } = [];

    /// <summary>The recipe's file and the seed.</summary>
    public string Seed => Record.Seed.ToString(CultureInfo.InvariantCulture);

    /// <summary>The report of a run that has ended, as its record and its results have it.</summary>
    /// <param name="record">The run's record.</param>
    /// <param name="results">The run's results.</param>
    /// <param name="runFolder">The run's folder.</param>
    public static ReportContent From(RunRecord record, RunResults results, string runFolder)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(results);
        return new ReportContent(
            record, results.Items, [.. RunFiles.ScoreTables(runFolder).Select(path => $"{RunFiles.ScoreFolder}/{Path.GetFileName(path)}")])
        {
            Sources = ComponentSources.Read(runFolder),
        };
    }

    /// <summary>The items under a heading at least, the images that others left in the run's folder last.</summary>
    internal static ReportContent Create(RunRecord record, IReadOnlyList<ReportItem> items, IReadOnlyList<string> images, IReadOnlyList<string> scoreFiles)
    {
        var shown = items.OfType<ReportFigure>().Select(figure => figure.ImagePath).ToHashSet(StringComparer.Ordinal);
        var left = images.Where(image => !shown.Contains(image)).Select(image => Path.GetFileNameWithoutExtension(image)).ToArray();
        return new ReportContent(
            record,
            [
                .. items.Count > 0 && items[0] is not ReportSection ? [new ReportSection("Results")] : Array.Empty<ReportItem>(),
                .. items,
                .. left.Length > 0 ? [new ReportSection("Images")] : Array.Empty<ReportItem>(),
                .. left.Select(name => new ReportFigure(name, $"{name}.png", name)),
            ],
            scoreFiles);
    }

    /// <summary>Every parameter and its value.</summary>
    public ResultTable Configuration() => new(
        "",
        ["parameter", "value"],
        Record.Parameters.Select(p => new[] { p.Key, Convert.ToString(p.Value, CultureInfo.InvariantCulture) }));

    /// <summary>The software, the machine, and the services that components asked.</summary>
    public ResultTable MadeWith() => new("", ["what", "which"], MadeWithRows());

    private IEnumerable<object?[]> MadeWithRows()
    {
        yield return ["RewardLab", Record.Versions.RewardLab];
        yield return [".NET", Record.Versions.DotNet];
        yield return ["libtorch", Record.Versions.LibTorch ?? "not started"];
        yield return ["machine", Record.Machine.Describe()];
        yield return
        [
            "torch",
            Record.Machine.Threads is { } threads ? $"{threads} {(threads == 1 ? "thread" : "threads")} on {Record.Machine.Device}" : "not started",
        ];
        foreach (var plugin in Record.Plugins)
        {
            yield return [plugin.Id, $"{plugin.Version}, SHA-256 {plugin.Sha256}"];
        }

        foreach (var (source, facts) in Sources)
        {
            yield return [source, facts];
        }
    }
}
