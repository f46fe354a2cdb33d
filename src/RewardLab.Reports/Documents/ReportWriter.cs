using System.Globalization;
using System.Text;
using RewardLab.Runs.Events;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Documents;

/// <summary>Writes a run's reports: what was asked, what was warned of, what came out, the images that show it, and what it was made with.</summary>
/// <remarks>The Markdown and the results are the same bytes for the same seed: they hold no dates and no durations. The page says which run it was, when it
/// started and how long it took.</remarks>
public static class ReportWriter
{
    /// <summary>The name of the report as Markdown, in the run's folder; images are beside it.</summary>
    public const string FileName = "report.md";

    /// <summary>The name of the report as one self-contained page, in the run's folder.</summary>
    public const string HtmlFileName = "report.html";

    private const int MaxWarnings = 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the reports of a run from its record, what its recipe made, and the images and scores that are in its folder.</summary>
    /// <param name="run">The run, before it is ended.</param>
    /// <param name="items">What the recipe made for the report, in order.</param>
    /// <exception cref="Abstractions.RewardLabException">A file cannot be read or written.</exception>
    public static void Write(Run run, IReadOnlyList<ReportItem> items)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(items);
        var content = ReportContent.Create(run.Record, [.. Warnings(run.Folder, items), .. items], Images(run.Folder), ScoreFiles(run.Folder)) with
        {
            Sources = ComponentSources.Read(run.Folder),
        };
        using (var markdown = run.CreateFile(FileName))
        {
            markdown.Write(Utf8.GetBytes(MarkdownReport.Compose(content)));
        }

        using (var results = run.CreateFile(RunResults.FileName))
        {
            RunResults.From(content.Items).Write(results);
        }

        // Whole before it is a file: an image that cannot be read leaves no page that breaks off.
        using var page = new MemoryStream();
        using (var writer = new StreamWriter(page, Utf8, leaveOpen: true))
        {
            new HtmlReport(content, path => Read(run, path), when: When(run), prompts: RunPrompts.Read(run.Folder)).Write(writer);
        }

        using var file = run.CreateFile(HtmlFileName);
        page.WriteTo(file);
    }

    private static string When(Run run) => string.Create(
        CultureInfo.InvariantCulture,
        $"Run {Path.GetFileName(run.Folder)}, started {run.Record.Started:yyyy-MM-dd HH:mm zzz}, took {DurationText.Format(run.Elapsed)}");

    // What components warned of stands first, whatever the recipe shows: who reads the report has not read the console.
    private static IEnumerable<ReportItem> Warnings(string folder, IReadOnlyList<ReportItem> items)
    {
        string[] warnings = [.. RunEvents.Enumerate(folder).Select(ChartAnnotation.WarningOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        ReportItem[] shown = [.. warnings.Take(MaxWarnings).Select(warning => new ReportNote(warning))];
        return shown.Length == 0 ? [] :
        [
            new ReportSection("Warnings"),
            .. shown,
            .. warnings.Length > MaxWarnings
                ? [new ReportNote($"{warnings.Length - MaxWarnings} more are in {RunEvents.FileName}.")]
                : Array.Empty<ReportItem>(),
            .. items.Count > 0 && items[0] is not ReportSection ? [new ReportSection("Results")] : Array.Empty<ReportItem>(),
        ];
    }

    private static byte[]? Read(Run run, string path)
    {
        using var file = run.OpenFile(path);
        if (file is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string[] Images(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.png").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string[] ScoreFiles(string folder) => [.. RunFiles.ScoreTables(folder).Select(path => $"{RunFiles.ScoreFolder}/{Path.GetFileName(path)}")];
}
