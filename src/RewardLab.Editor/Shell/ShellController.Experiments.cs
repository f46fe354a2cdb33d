using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Projects;

namespace RewardLab.Editor.Shell;

/// <content>Experiments: opened, composed, saved.</content>
internal sealed partial class ShellController
{
    public void BeginExperiment() => Try(() =>
    {
        if (MayLeaveExperiment())
        {
            _bench.OpenExperiment(path: null);
            View.Enter(SidePane.Hierarchy);
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
            if (_bench.Experiment?.Path == file.Path)
            {
                _bench.Activate(_bench.Experiment!);
            }
            else
            {
                _bench.OpenExperiment(file.Path);
            }

            View.Enter(SidePane.Hierarchy);
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

        if (experiment.Drafts.Count > 0)
        {
            View.ShowStatus($"Not saved: {experiment.Obstacle}");
            View.Hierarchy.Select(experiment.Drafts.Keys.First().Place);
            return;
        }

        if (path is null)
        {
            var folder = ExperimentFiles.FolderOf(_bench.Recipes.Folder ?? Path.Combine(Environment.CurrentDirectory, "recipes"));
            if (AskName("Name of the experiment", experiment.Path is null ? "my-experiment" : experiment.Title, $"saved in {folder}") is not { } name)
            {
                return;
            }

            path = Path.Combine(folder, $"{name}.yaml");
            if (File.Exists(path) && !Confirm("Replace it?", $"{path} already exists.", "_Replace it", "_Keep it"))
            {
                return;
            }
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

    private bool MayLeaveExperiment() =>
        _bench.Experiment is not { IsChanged: true } changed || Confirm("Leave the experiment?", $"{changed.Title} has unsaved changes.", "_Leave it", "_Stay");

    private void OnExperimentOpened()
    {
        View.Hierarchy.Document = _bench.Experiment;
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
            View.Inspector.Document = new NodeInspection(experiment, node.Place);
            View.InspectorPane.SetNeedsDraw();
        }
    }

    private void Do(HierarchyChoice choice) => Try(() =>
    {
        _bench.Experiment!.Do(choice);
        View.Hierarchy.Select(choice.Place);
    });

    private void ShowContextMenu(HierarchyNode node, System.Drawing.Point? place) =>
        ShowMenu(
            [.. node.Menu.Select(choice => new EditorAction(choice.Title, null, () => Do(choice)) { Remark = choice.Remark })],
            node.Role.Length > 0 ? node.Role : node.Title,
            place);
}
