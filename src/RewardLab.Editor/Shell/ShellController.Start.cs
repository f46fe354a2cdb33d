using RewardLab.Abstractions;
using RewardLab.Editor.Sessions;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Shell;

/// <content>The start of a session.</content>
internal sealed partial class ShellController
{
    /// <summary>Opens what was open last, or offers the quickstart to who is here for the first time.</summary>
    public void Begin()
    {
        var isExperimentActive = _bench.Settings.IsExperimentActive;
        var restored = _bench.Restored;
        View.ProjectList.SetFilter(restored.ProjectFilter);
        View.Console.SetFilter(restored.ConsoleFilter);
        View.Runs.SetFilter(restored.RunFilter);
        _bench.Filters = () => (View.ProjectList.Filter, View.Console.Filter, View.Runs.Filter);
        if (restored.Experiment is { } kept)
        {
            Try(() =>
            {
                _bench.RecoverExperiment(kept, isExperimentActive);
                _bench.Console.Add("", EventSeverity.Information, $"The unsaved changes of {_bench.Experiment!.Title} are back; Ctrl+Z takes them away.");
            });
        }
        else if (_bench.Settings.Experiment is { } experiment && File.Exists(experiment))
        {
            Try(() => _bench.OpenExperiment(experiment, isExperimentActive));
        }

        if (_bench.Settings.Recipe is { } path && File.Exists(path))
        {
            _bench.Open(path, _bench.Settings.Preset is { } preset && File.Exists(preset) ? preset : null, () =>
            {
                if (isExperimentActive && _bench.Experiment is { } opened)
                {
                    _bench.Activate(opened);
                    Inspect();
                }
            });
        }

        foreach (var job in _bench.Settings.Queue.Concat(restored.Queue))
        {
            _bench.Queue.Add(job);
        }

        _bench.Settings = _bench.Settings with { Queue = [] };
        if (_bench.Store.List().FirstOrDefault(run => run.Record?.Status == RunStatus.Running) is { } running)
        {
            _bench.Console.Add(running.Id, EventSeverity.Information, "is running; the Monitor follows it");
            _bench.Watch(running);
            View.Tabs.Show("Monitor");
        }

        if (!_bench.Settings.IsWelcomed)
        {
            _bench.Settings = _bench.Settings with { IsWelcomed = true };
            Later(Welcome);
        }
    }

    // The dialog that was open when the editor was killed, ended by a signal or stopped.
    private void ContinueTyping()
    {
        if (_bench.Typing is { } typing)
        {
            Later(() => ContinueTyping(typing));
        }
    }

    private void ContinueTyping(SessionText typing) => Try(() =>
    {
        if (typing.Run is { } folder)
        {
            if (Directory.Exists(folder))
            {
                NoteRun(RunStore.Read(folder), typing.Text);
            }
            else
            {
                _bench.Typing = null;
                _bench.Console.Add("", EventSeverity.Warning, $"{folder} is gone. The note that was being written on it: {typing.Text}");
            }

            return;
        }

        if (_bench.Experiment is null || (_bench.Experiment.Path != typing.Experiment && !_bench.Experiment.IsChanged))
        {
            _bench.OpenExperiment(File.Exists(typing.Experiment) ? typing.Experiment : null);
        }

        _bench.Console.Add("", EventSeverity.Information, $"The prompts that were being edited for {_bench.Experiment!.Title} are back.");
        EditPrompts(typing.Text);
    });

    private void Welcome()
    {
        if (_bench.Recipe is not null || _bench.Monitor is not null)
        {
            return;
        }

        if (Ask(
            "Welcome to RewardLab",
            "The quickstart generates images of toys, scores them with imperfect rewards, calibrates these, and measures the effect, "
            + "in a minute or two on this machine.",
            "_Look around",
            "_Run the quickstart") == 1
            && _bench.Recipes is { Folder: not null } catalog)
        {
            Try(() =>
            {
                var path = catalog.Resolve("01-quickstart");
                _files.Open(path, 0);
                _bench.Open(path, preset: null, Run);
            });
        }
    }
}
