using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Themes;

namespace RewardLab.Editor.Shell;

/// <content>Experiments: opened, composed, saved.</content>
internal sealed partial class ShellController
{
    private static readonly TimeSpan ExperimentInterval = TimeSpan.FromMilliseconds(500);

    private long _experimentTimestamp;

    public void BeginExperiment() => Try(() =>
    {
        if (MayLeaveExperiment())
        {
            _bench.OpenExperiment(path: null);
            View.Enter(ShellPart.Hierarchy);
            View.ShowStatus("Enter on a line lists what fits there; Ctrl+S saves, F5 runs.");
        }
    });

    public void Save()
    {
        if (_bench.Experiment is not null && _bench.Active == _bench.Experiment)
        {
            SaveExperiment(_bench.Experiment.Path);
        }
        else
        {
            SavePreset();
        }
    }

    public void SaveExperimentAs() => SaveExperiment(path: null);

    private void OpenExperiment(ExperimentFile file)
    {
        if (_bench.Experiment?.Path == file.Path || MayLeaveExperiment())
        {
            LeavePreview();
            if (_bench.Experiment?.Path == file.Path)
            {
                _bench.Activate(_bench.Experiment!);
            }
            else
            {
                _bench.OpenExperiment(file.Path);
            }

            View.Enter(ShellPart.Hierarchy);
            View.ShowStatus($"Open: {_bench.Experiment!.Title}; F5 runs it.");
        }
    }

    private void SaveExperiment(string? path) => Try(() =>
    {
        if (_bench.Experiment is not { } experiment)
        {
            View.ShowStatus("No experiment is open.");
            return;
        }

        if (experiment.TextProblem is { } problem)
        {
            View.ShowStatus($"Not saved, and kept for the next start: {problem}");
            return;
        }

        if (experiment.Drafts.Count > 0)
        {
            View.ShowStatus($"Not saved: {experiment.Obstacle}", EventSeverity.Warning);
            View.Hierarchy.Select(experiment.Drafts.Keys.First().Place);
            return;
        }

        if (path is null)
        {
            var folder = ExperimentFiles.FolderOf(_bench.Recipes.UserFolder ?? Path.Combine(Environment.CurrentDirectory, "recipes"));
            if (AskName("Name of the experiment", experiment.Path is null ? "my-experiment" : experiment.Title, $"saved in {folder}") is not { } name)
            {
                return;
            }

            path = NewFile.PathOf(folder, name);
            if (File.Exists(path) && !Confirm("Replace it?", $"{path} already exists.", "_Replace it", "_Keep it"))
            {
                return;
            }
        }
        else if (!MayReplaceFile(experiment))
        {
            return;
        }
        else if (experiment.HasHandwriting
            && !Confirm("Save over it?", $"{path} was written by hand. Saving from here removes its comments and layout.", "_Save over it", "_Keep it"))
        {
            return;
        }

        experiment.Save(path);
        _bench.Settings = _bench.Settings with { Experiment = path };
        _bench.Refresh();
        View.ShowStatus($"Saved: {path}");
    });

    // Somebody else has changed the file: nothing of either is lost unasked.
    private bool MayReplaceFile(ExperimentDocument experiment)
    {
        PollExperiment();
        while (experiment.ForeignText is { } foreign)
        {
            var answer = Ask(
                "The file was changed on disk",
                $"{experiment.Path}\n\nSomebody else has changed it, and there are unsaved changes here.",
                "_Overwrite the file",
                "_Load the file",
                "_Cancel",
                "Show the _difference");
            switch (answer)
            {
                case 3:
                    ShowDifference(experiment, foreign);
                    break;
                case 0:
                    return true;
                case 1:
                    experiment.TakeForeign();
                    View.ShowStatus($"Loaded: {experiment.Path}; Ctrl+Z brings back what was here.");
                    return false;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Shows how the open experiment differs from its file.</summary>
    public void CompareExperiment() => Try(() =>
    {
        if (_bench.Experiment is { Path: { } path } experiment)
        {
            PollExperiment();
            ShowDifference(experiment, File.Exists(path) ? TextFile.Read(path) : "");
        }
        else
        {
            View.ShowStatus("No experiment with a file is open.");
        }
    });

    private void ShowDifference(ExperimentDocument experiment, string file)
    {
        var lines = TextDifference.Compute(file, experiment.Text);
        ShowText(
            "- in the file, + here",
            lines.Any(line => line[0] is '-' or '+')
                ? [.. lines.Select(line => InkLine.Create(line, line[0] switch { '-' => Ink.Bad, '+' => Ink.Good, _ => Ink.Dim }))]
                : [InkLine.Create("There is no difference.")]);
    }

    private void ShowText(string title, IReadOnlyList<InkLine> lines)
    {
        using var dialog = new TextDialog(_appearance, title, lines);
        _application!.Run(dialog);
    }

    // While a dialog is open the experiment stays what it asks about.
    private void PollExperimentNowAndThen()
    {
        if (_bench.Experiment is not null
            && _bench.Time.GetElapsedTime(_experimentTimestamp) >= ExperimentInterval
            && (_application?.TopRunnableView is null || _application.TopRunnableView == View))
        {
            Try(PollExperiment);
        }
    }

    private void PollExperiment()
    {
        _experimentTimestamp = _bench.Time.GetTimestamp();
        if (_bench.Experiment is not { } experiment)
        {
            return;
        }

        var message = experiment.Poll() switch
        {
            ExperimentFileChange.Reloaded => $"{experiment.Title} was changed on disk and is loaded again.",
            ExperimentFileChange.Conflict => $"{experiment.Title} was changed on disk while it has unsaved changes here. Ctrl+S shows the difference and asks.",
            ExperimentFileChange.Gone => $"{experiment.Path} is no longer there. Ctrl+S writes it again.",
            _ => null,
        };
        if (message is not null)
        {
            View.ShowStatus(message, EventSeverity.Warning);
            _bench.Console.Add("", EventSeverity.Warning, message);
        }
    }

    private bool MayLeaveExperiment() =>
        _bench.Experiment is not { IsChanged: true } changed || Confirm("Leave the experiment?", $"{changed.Title} has unsaved changes.", "_Leave it", "_Stay");

    private void OnExperimentOpened()
    {
        View.Hierarchy.Document = _bench.Experiment;
        ShowYaml();
        if (_bench.Active == _bench.Experiment)
        {
            Inspect();
        }
    }

    // The Inspector shows the node that is selected.
    private void Inspect()
    {
        if (_bench.Experiment is { } experiment && View.Hierarchy.Selected is { } node)
        {
            _bench.Activate(experiment);
            ShowYaml();
            View.Inspector.Document = new NodeInspection(experiment, node.Place);
            View.InspectorPane.SetNeedsDraw();
        }
    }

    private void Do(HierarchyChoice choice) => Try(() =>
    {
        _bench.Experiment!.Do(choice);
        View.Hierarchy.Select(choice.Place);
    });
}
