using RewardLab.Editor.Controls;
using RewardLab.Editor.Preflights;
using RewardLab.Editor.Processes;
using RewardLab.Editor.Themes;
using RewardLab.Hosting.Models;

namespace RewardLab.Editor.Shell;

/// <content>What the next run needs: told beside the start, and asked about only where something is in its way.</content>
internal sealed partial class ShellController
{
    /// <summary>Shows what the next run needs and is expected to take.</summary>
    public void ShowPreflight() => Try(() =>
    {
        if (_bench.Active is not { } active)
        {
            View.ShowStatus("Nothing is open: select a recipe or an experiment in Project and press Enter.");
            return;
        }

        var preflight = _bench.ReadPreflight(active);
        ShowText(
            $"Before {active.Title} is run",
            [
                active.Obstacle is { } obstacle ? InkLine.Create(obstacle, Ink.Bad) : InkLine.Create("It can be run.", Ink.Good),
                InkLine.Create($"Work     {Or(preflight.Work)}"),
                InkLine.Create($"Time     {(preflight.Time.Length > 0 ? $"{preflight.Time}, as an earlier run took" : "not known: no earlier run to go by")}"),
                InkLine.Create($"Weights  {(preflight.WeightBytes > 0 ? Preflight.Gigabytes(preflight.WeightBytes) : "none of a known size")}"),
                InkLine.Create($"Needs    {preflight.Needs}"),
                InkLine.Create(
                    $"Memory   {(preflight.FreeBytes > 0 ? $"{Preflight.Gigabytes(preflight.FreeBytes)} free" : "not known")}",
                    preflight.ExceedsMemory ? Ink.Bad : Ink.Normal),
                .. preflight.Missing.Select(model => InkLine.Create(model.Reason, Ink.Bad)),
            ]);

        static string Or(string text) => text.Length > 0 ? text : "as the recipe or its algorithm says";
    });

    // Whether to go on; where weights are missing, they may be downloaded first.
    private bool MayRun(Preflight preflight)
    {
        if (preflight.Missing.Count > 0)
        {
            return MayRunWithout(preflight.Missing);
        }

        return !preflight.ExceedsMemory
            || Ask(
                "Run it all the same?",
                $"It needs {preflight.Needs}.\n{Preflight.Gigabytes(preflight.FreeBytes)} of memory are free.",
                "_Run it",
                "_Cancel") == 0;
    }

    private bool MayRunWithout(IReadOnlyList<MissingModel> missing)
    {
        var text = string.Join("\n", missing.Select(model => $"{model.Model}{(model.Bytes > 0 ? $", {Preflight.Gigabytes(model.Bytes)}" : "")}"));
        string[] downloads = [.. missing.Select(model => model.Download).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (downloads.Length == 0)
        {
            return Ask("Weights are missing", string.Join("\n", missing.Select(model => model.Reason)), "_Run it anyway", "_Cancel") == 0;
        }

        var answer = Ask("Weights are missing", $"Not on this machine:\n{text}", "_Run it anyway", "_Download them first", "_Cancel");
        if (answer == 1)
        {
            Download(downloads);
        }

        return answer is 0 or 1;
    }

    private void OfferDownload(ModelEntry model)
    {
        if (Ask(
            "Download the model?",
            $"{model.Id}: {model.Description}{(model.Bytes > 0 ? $", {Preflight.Gigabytes(model.Bytes)}" : "")}",
            "_Download it",
            "_Leave it") == 0)
        {
            Download([model.Id]);
            View.ShowStatus($"In the queue: models get {model.Id}");
        }
    }

    // In the queue, so that what is run next waits for it.
    private void Download(IReadOnlyList<string> models) => _bench.Queue.Add(
        new RunJob($"download {string.Join(", ", models)}", ["models", "get", .. models]));
}
