using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Reports.Curves;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Pages;

/// <summary>All that a page about runs knows of one of them.</summary>
/// <param name="Label">What the page calls it: no other run of the page is called so.</param>
/// <param name="Number">Its place on the page, from 0.</param>
/// <param name="Monitor">Its events, as far as they have been read.</param>
public sealed partial record RunFacts(string Label, int Number, RunMonitor Monitor)
{
    /// <summary>The run that these facts are about.</summary>
    public RunEntry Run => Monitor.Run;

    /// <summary>Its record; an empty one where run.yaml is damaged.</summary>
    public RunRecord Record => Run.Record ?? Nothing;

    /// <summary>Its tables and heat maps; none before it has ended.</summary>
    public RunResults Results { get; init; } = new();

    /// <summary>What could not be read, a line each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The style of its curves; null where it has several trainings, each with its own.</summary>
    public SeriesStyle? Style { get; init; }

    private static RunRecord Nothing { get; } = new();

    /// <summary>Reads runs, in whatever state they are; what is damaged is told among <see cref="Problems"/>.</summary>
    public static IReadOnlyList<RunFacts> Read(IReadOnlyList<RunEntry> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        RunMonitor[] monitors = [.. runs.Select(run => new RunMonitor(run))];
        foreach (var monitor in monitors)
        {
            monitor.Poll();
        }

        return From(monitors);
    }

    /// <summary>The same of runs that are followed already, as far as their events have been read.</summary>
    public static IReadOnlyList<RunFacts> From(IReadOnlyList<RunMonitor> monitors)
    {
        ArgumentNullException.ThrowIfNull(monitors);
        var labels = Labels([.. monitors.Select(monitor => monitor.Run.Id)]);
        var styles = SeriesStyles.Create(monitors);
        return
        [
            .. monitors.Select((monitor, index) => From(monitor, labels[index], index) with { Style = styles.IsByRun ? SeriesStyles.StyleOfRun(index) : null }),
        ];
    }

    /// <summary>Ids without the time that they begin with, where they stay apart.</summary>
    /// <param name="ids">Ids of runs.</param>
    public static string[] Labels(string[] ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        string[] names = [.. ids.Select(id => Dated().Replace(id, ""))];
        return [.. ids.Select((id, index) => names.Count(name => name == names[index]) == 1 ? names[index] : id)];
    }

    private static RunFacts From(RunMonitor monitor, string label, int number)
    {
        var run = monitor.Run;
        var problems = monitor.Problems.ToList();
        var results = new RunResults();
        try
        {
            results = RunResults.Read(run.Folder);
        }
        catch (RewardLabException exception)
        {
            problems.Add(exception.Message);
        }

        return new RunFacts(label, number, monitor) { Results = results, Problems = problems };
    }

    [GeneratedRegex(@"^\d{8}-\d{6}-", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Dated();
}
