using RewardLab.Editor.Documents;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Workspace;

namespace RewardLab.Editor.Shell;

/// <content>Texts: the recipe's, the experiment's YAML, and both in the user's own editor.</content>
internal sealed partial class ShellController
{
    /// <summary>Opens what is active in the user's own editor.</summary>
    public void EditOpenFile()
    {
        if (View.Source.IsYaml && _bench.Experiment is { } experiment)
        {
            EditExperiment(experiment);
        }
        else if (View.Recipe.Path.Length > 0)
        {
            Edit(View.Recipe.Path, View.Recipe.CurrentLine);
        }
        else
        {
            View.ShowStatus("Neither a recipe nor an experiment is open.");
        }
    }

    // Its file, where that holds what is seen; else a copy, which becomes the text here when the editor is closed.
    private void EditExperiment(ExperimentDocument experiment) => Try(() =>
    {
        if (experiment is { Path: { } path, IsChanged: false } && File.Exists(path))
        {
            Edit(path, View.Yaml.CurrentLine);
            return;
        }

        var (copy, line) = (_bench.CopyForEditing(experiment), View.Yaml.CurrentLine);
        External = () => Try(() =>
        {
            ExternalEditor.Open(copy, line);
            Workbench.TakeCopy(experiment, copy);
        });
        _application!.RequestStop(View);
    });

    private void OpenSource(string path, int line)
    {
        _files.Open(path, line);
        View.Source.IsYaml = false;
    }

    private void ShowYaml()
    {
        View.Yaml.Document = _bench.Experiment;
        View.Source.IsYaml = _bench.Experiment is not null && _bench.Active == _bench.Experiment;
    }

    // At the place of its error, where it has one.
    private void OpenYaml(ExperimentFile file, int line)
    {
        OpenExperiment(file);
        if (_bench.Experiment?.Path == file.Path)
        {
            View.Tabs.Show("Recipe", takeFocus: true);
            View.Yaml.GoTo(line);
        }
    }

    private void Jump(SourcePlace? place)
    {
        if (place is not null)
        {
            Jump(place.Path, place.Line);
        }
    }

    private void Jump(string path, int line)
    {
        var full = Path.GetFullPath(path);
        if (_bench.Experiment?.Path == full)
        {
            OpenYaml(new ExperimentFile(full, Error: null), line);
            return;
        }

        if (!File.Exists(full))
        {
            View.ShowStatus($"The file {path} no longer exists.");
            return;
        }

        OpenSource(full, line);
        View.Tabs.Show("Recipe", takeFocus: true);
    }
}
