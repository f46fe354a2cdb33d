using System.Globalization;
using RewardLab.Evaluation.Histories;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Recipes;

/// <summary>What a fine-tuning left behind: its history, its checkpoints and the adapter that was chosen.</summary>
public sealed class RecipeFineTuning
{
    private const int MaxRows = 12;
    private const string SnapshotPrefix = "epoch-";

    internal RecipeFineTuning(string folder)
    {
        Folder = Path.GetFullPath(folder);
        History = RunHistories.Read(Folder);
        var snapshots = Path.Combine(Folder, "snapshots");
        Checkpoints = Directory.Exists(snapshots)
            ? [.. Directory.EnumerateDirectories(snapshots, SnapshotPrefix + "*")
                .Select(path => int.TryParse(
                    Path.GetFileName(path)[SnapshotPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
                    ? new RecipeCheckpoint(epoch, path)
                    : null)
                .OfType<RecipeCheckpoint>()
                .OrderBy(checkpoint => checkpoint.Epoch)]
            : [];
        var adapter = Path.Combine(Folder, "lora");
        Adapter = Directory.Exists(adapter) ? adapter : "";
    }

    /// <summary>Its name, such as "ddpo", or "rwr/beta-0.5" of a sweep.</summary>
    public string Name => History.Name;

    /// <summary>Absolute path of its folder.</summary>
    public string Folder { get; }

    /// <summary>Its evaluations and epochs, and how it ended.</summary>
    public FineTuningHistory History { get; }

    /// <summary>The adapters that were kept, in the order of their epochs.</summary>
    public IReadOnlyList<RecipeCheckpoint> Checkpoints { get; }

    /// <summary>Absolute path of the chosen adapter's folder, as an image model's option 'lora' takes it; empty where no checkpoint beats the base, so that the
    /// base is what is left.</summary>
    public string Adapter { get; }

    /// <summary>How it ended, in a sentence.</summary>
    internal string Outcome => History.Outcome is { Length: > 0 } outcome
        ? char.ToUpperInvariant(outcome[0]) + outcome[1..]
        : $"Chosen: epoch {History.Chosen}.";

    // Runs of earlier versions do not tell whether the alarm could have been raised.
    private string Alarm => History.Alarms.Count > 0
        ? $"The overoptimization alarm was raised at epoch {string.Join(", ", History.Alarms)}."
        : History.Alarm?.Message ?? "Whether the overoptimization alarm could have been raised is not noted; it was not.";

    // Of what no evaluation came of there is nothing to show.
    private bool HasEvaluations => History.Evaluations.Count > 0;

    private string ChartName => $"{Name.Replace('/', '-')}-curves";

    /// <summary>Shows the history: a table of evaluations, printed and in the report, and the curves of the optimised reward and of the held-out rewards, as
    /// the chart NAME-curves.</summary>
    /// <param name="title">What it is called in the report, such as "DDPO against textnorm"; its name when empty.</param>
    /// <exception cref="Abstractions.RewardLabException">It has been shown already.</exception>
    public void Report(string title = "")
    {
        ArgumentNullException.ThrowIfNull(title);
        if (!HasEvaluations)
        {
            return;
        }

        title = title.Length > 0 ? title : Name;
        string[] heldOut = [.. History.Evaluations[0].HeldOut.Keys];
        ReportTable(title, heldOut);
        double[] epochs = [.. History.Evaluations.Select(evaluation => (double)evaluation.Epoch)];
        var collapses = History.Collapses is { Count: > 0 } epochsOf ? $" The model had collapsed at epoch {string.Join(", ", epochsOf)}." : "";
        Lab.Charts.Add(
            ChartName,
            FineTuningCurves.Chart(
                $"{title}: the optimised reward and the held-out rewards",
                [
                    new("optimised reward", epochs, FineTuningCurves.Gains(History, static evaluation => evaluation.Proxy)),
                    .. heldOut.Select(name => new Reports.Charts.LineSeries(
                        name, epochs, FineTuningCurves.Gains(History, evaluation => evaluation.HeldOut[name]))),
                ]),
            $"Held-out images, the same prompts and seeds at each evaluation. {Alarm}{collapses} {Outcome}");
    }

    /// <summary>The same at a recipe's end, unless the recipe has shown it.</summary>
    internal void ReportOnce(string title)
    {
        if (!RecipeSession.Current.HasFigure($"charts/{Runs.Files.SafeName.From(ChartName)}.png"))
        {
            Report(title);
        }
    }

    private void ReportTable(string title, string[] heldOut)
    {
        var step = Math.Max(1, History.Evaluations.Count / MaxRows);
        var shown = History.Evaluations.Where((_, i) => i % step == 0 || i == History.Evaluations.Count - 1);
        Lab.Note($"{title}: {Outcome} {Alarm}");
        Lab.Table(
            title,
            ["epoch", "reward", .. heldOut, "KL (nats)", "diversity", "alarm"],
            shown.Select(evaluation => (IReadOnlyList<object?>)
            [
                evaluation.Epoch,
                evaluation.Proxy.Average(),
                .. heldOut.Select(name => (object)evaluation.HeldOut[name].Average()),
                evaluation.Kl,
                evaluation.Diversity,
                string.Join(", ", Marks(evaluation.Epoch)),
            ]));
    }

    private IEnumerable<string> Marks(int epoch) =>
    [
        .. History.Alarms.Contains(epoch) ? ["raised"] : Array.Empty<string>(),
        .. History.Collapses.Contains(epoch) ? ["COLLAPSE"] : Array.Empty<string>(),
    ];
}
