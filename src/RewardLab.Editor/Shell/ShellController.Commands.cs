using RewardLab.Abstractions;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Preflights;
using RewardLab.Editor.Processes;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Shell;

/// <content>What the actions do.</content>
internal sealed partial class ShellController
{
    public void Run() => Try(() =>
    {
        var preflight = _bench.Active is { Obstacle: null } active ? _bench.ReadPreflight(active) : new Preflight();
        if (!MayRun(preflight))
        {
            return;
        }

        if (_bench.Run() is { } obstacle)
        {
            View.ShowStatus($"Not run: {obstacle}", EventSeverity.Warning);
            if (_bench.Active == _bench.Recipe && _bench.Recipe?.FirstProblem is { } field)
            {
                View.Enter(ShellPart.Inspector);
                View.Inspector.Select(field.Name);
            }

            return;
        }

        View.ShowStatus(
            $"{(_bench.Queue.Waiting.Any() ? "Queued" : "Started")}: {_bench.Active!.Title}{(preflight.Summary.Length > 0 ? $" ({preflight.Summary})" : "")}");
        View.Tabs.Show("Monitor");
    });

    public void Stop() => Stop(AskedRun is { Record.Status: RunStatus.Running } run ? run : null);

    /// <summary>Asks to stop a run; null for the one that is watched, or else the one running.</summary>
    public void Stop(RunEntry? run) => Try(() =>
    {
        if (_bench.TargetOfStop(run) is not { } target)
        {
            View.ShowStatus(run is null ? "No run is running." : $"{run.Id} is not running.");
        }
        else if (Confirm("Stop the run?", $"{target.Name}\n\nIt keeps its last checkpoint and can be resumed.", "_Stop it", "_Keep running"))
        {
            _bench.Stop(target);
            View.ShowStatus($"Stopping: {target.Name}");
        }
    });

    public void Resume()
    {
        if ((AskedRun ?? _bench.Monitor?.Run ?? View.ProjectList.Selected?.Value as RunEntry) is { } run)
        {
            Resume(run);
        }
        else
        {
            View.ShowStatus("Select a run in Project first.");
        }
    }

    /// <summary>Resumes a run.</summary>
    public void Resume(RunEntry run) => Try(() =>
    {
        RunStore.RequireResumable(RunStore.Read(run.Folder));
        _bench.Resume(run);
        View.ShowStatus($"Resuming: {run.Id}");
        View.Tabs.Show("Monitor");
    });

    /// <summary>Whether there is a run that actions would be about.</summary>
    public bool HasRun => (AskedRun ?? _bench.Monitor?.Run) is not null;

    // The run that is selected where the user is; elsewhere actions are about the run that is watched.
    private RunEntry? AskedRun => View.ProjectPane.HasFocus ? View.ProjectList.Selected?.Value as RunEntry : null;

    /// <summary>Lists everything that was said.</summary>
    public void ShowMessages()
    {
        using var dialog = new MessagesDialog(_appearance, _bench.Messages, Copy);
        _application!.Run(dialog);
        Jump(dialog.Place);
    }

    public void ShowHelp() => ShowText("Help", HelpText.Create(View, _actions.All));

    public void ShowMenu(IReadOnlyList<EditorAction> actions, string title, System.Drawing.Point? place)
    {
        using var palette = new PaletteDialog(_appearance, actions, place) { Title = title };
        _application!.Run(palette);
        palette.Chosen?.Run();
    }

    public void NextTheme()
    {
        _appearance.Theme = _appearance.Theme == EditorTheme.Plain ? EditorTheme.Dark : _appearance.Theme + 1;
        _bench.Settings = _bench.Settings with { Theme = _appearance.Theme };
        Paint();
        View.ShowStatus($"Theme: {_appearance.Theme.ToString().ToLowerInvariant()}");
    }

    public void SavePreset() => Try(() =>
    {
        if (_bench.Recipe is not { } recipe)
        {
            View.ShowStatus("No recipe is open.");
            return;
        }

        if (recipe.FirstProblem is { } field)
        {
            View.ShowStatus($"Not saved: {field.Name} is '{field.Text}', but {field.Problem}.", EventSeverity.Warning);
            return;
        }

        var folder = RecipePresets.FolderOf(_bench.Recipes, recipe.Info.Path);
        if (AskName(
            "Name of the preset", recipe.Preset is { } preset ? Path.GetFileNameWithoutExtension(preset) : "mine", $"saved in {folder}") is not { } name)
        {
            return;
        }

        var path = NewFile.PathOf(folder, name);
        if (File.Exists(path) && !Confirm("Replace it?", $"{path} already exists.", "_Replace it", "_Keep it"))
        {
            return;
        }

        recipe.SavePreset(path);
        _bench.Forget(recipe.Info.Path, recipe.Preset);
        _bench.Forget(recipe.Info.Path, path);
        _bench.Refresh();
        _bench.Open(recipe.Info.Path, path);
        View.ShowStatus($"Saved: {path}");
    });

    public void CopyReportPath()
    {
        if (_bench.Monitor?.Run is { } run && Path.Combine(run.Folder, ReportWriter.HtmlFileName) is var path && File.Exists(path))
        {
            Copy(path);
            View.ShowStatus($"Copied: {path}");
        }
        else
        {
            View.ShowStatus("The selected run has no report yet.");
        }
    }

    public void Undo() => View.ShowStatus(View.Inspector.Undo() is { } name ? $"Undone: {name}" : "Nothing to undo.");

    public void Redo() => View.ShowStatus(View.Inspector.Redo() is { } name ? $"Redone: {name}" : "Nothing to redo.");

    public void Quit()
    {
        // What is unsaved is kept for the next start; only where that is impossible it is asked about.
        if (_bench.Save() is { } problem
            && !Confirm("Close the editor?", $"Unsaved changes cannot be kept and would be lost: {problem}", "_Close and lose them", "_Stay"))
        {
            return;
        }

        // A run that has said its last is nothing to ask about, though its process may still be putting things away.
        if (_bench.Queue.Active is { } active && (active.Folder is null || RunStore.Read(active.Folder).Record?.Status == RunStatus.Running))
        {
            var name = active.Folder is { } folder ? Path.GetFileName(folder) : active.Job.Title;
            var answer = Ask("Close the editor?", $"{name} is running.", "_Cancel", "_Stop it", "_Keep it running");
            if (answer is null or 0)
            {
                return;
            }

            if (answer == 1)
            {
                Try(() => _bench.Stop(new StopTarget(name, Run: null, active)));
            }
        }

        if (!MayLeaveQueue())
        {
            return;
        }

        _application!.RequestStop(View);
    }

    // Jobs that wait are kept, and start when an editor is opened again.
    private bool MayLeaveQueue()
    {
        QueuedRun[] waiting = [.. _bench.Queue.Waiting];
        if (waiting.Length == 0)
        {
            return true;
        }

        var answer = Ask(
            "Close the editor?",
            $"{(waiting.Length == 1 ? "A run waits" : $"{waiting.Length} runs wait")} in the queue: {string.Join(", ", waiting.Select(run => run.Job.Title))}."
            + "\n\nWhat is kept starts when the editor is opened again.",
            "_Empty the queue",
            "_Cancel",
            "_Keep the queue");
        if (answer == 0)
        {
            foreach (var run in waiting)
            {
                _bench.Queue.Stop(run);
            }

            _bench.Save();
        }

        return answer is 0 or 2;
    }

    /// <summary>Gives the terminal back to the shell until that continues the editor; Ctrl+Z is taken by what undoes.</summary>
    public void Suspend()
    {
        External = TerminalSignals.StopProcess;
        _application!.RequestStop(View);
    }

    public void Switch(PluginInfo plugin) => Change(host => plugin.State == PluginState.Disabled ? host.Enable(plugin.Id) : host.Disable(plugin.Id));

    public void Trust(PluginInfo plugin)
    {
        if (plugin.State == PluginState.Active)
        {
            View.ShowStatus($"{plugin.Id} is already active.");
        }
        else if (_bench.Plugins is { } host)
        {
            // The pane may list what was there a moment ago. Hashing may read gigabytes; what was shown is what is trusted, whatever happens meanwhile.
            _bench.Background.Do(
                () =>
                {
                    host.Rescan();
                    var now = host.List().FirstOrDefault(other => other.Location == plugin.Location) ?? plugin;
                    return (Plugin: now, now.Hash);
                },
                now => Later(() => AskForTrust(now.Plugin, now.Hash)));
        }
    }

    private void AskForTrust(PluginInfo plugin, string hash)
    {
        if (hash.Length == 0)
        {
            View.ShowStatus($"{plugin.Id} cannot be trusted: {plugin.Reason}");
        }
        else if (Confirm(
            "Trust this plugin?",
            $"{plugin.Id} {plugin.Version}\n{plugin.Location}\n"
            + (plugin.Publisher.Length > 0 ? $"by {plugin.Publisher}, as its file says\n" : "")
            + $"SHA-256 {hash}"
            + "\n\nIts code will run with all your rights, until one of its files changes.",
            "_Trust it",
            "_No"))
        {
            Change(host => host.Trust(plugin.Id, hash));
        }
    }

    private void Export(string path, string text) => Try(() =>
    {
        if (AskName("Export the table as CSV", path, "in the order shown, with full precision", complete: PathCompletion.Complete) is not { } chosen)
        {
            return;
        }

        if (File.Exists(chosen) && !Confirm("Replace it?", $"{chosen} already exists.", "_Replace it", "_Keep it"))
        {
            return;
        }

        AtomicFileStream.WriteText(chosen, text);
        View.ShowStatus($"Written: {chosen}");
    });

    private void Change(Func<PluginHost, PluginInfo> change)
    {
        if (_bench.Plugins is { } host)
        {
            _bench.Background.Do(() => change(host), plugin =>
            {
                View.ShowStatus($"{plugin.Id} is {PluginStateText.Format(plugin.State)}.");
                _bench.Refresh();
            });
        }
    }
}
