using RewardLab.Editor.Projects;
using RewardLab.Editor.Themes;
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
        if (_bench.Run() is { } obstacle)
        {
            View.ShowStatus($"Not run: {obstacle}");
            if (_bench.Active == _bench.Recipe && _bench.Recipe?.FirstProblem is { } field)
            {
                View.Enter(SidePane.Inspector);
                View.Inspector.Select(field.Name);
            }

            return;
        }

        View.ShowStatus($"{(_bench.Queue.Waiting.Any() ? "Queued" : "Started")}: {_bench.Active!.Title}");
        View.Tabs.Show("Monitor");
    });

    public void Stop() => Try(() =>
    {
        if (_bench.Monitor?.Run is not { Record.Status: RunStatus.Running } && _bench.Queue.Active is null)
        {
            View.ShowStatus("No run is running.");
        }
        else if (Confirm("Stop the run?", "It keeps its last checkpoint and can be resumed.", "_Stop it", "_Keep running"))
        {
            View.ShowStatus(_bench.Stop() ?? "Stopping.");
        }
    });

    public void Resume() => Try(() =>
    {
        if (View.ProjectList.Selected?.Value is not RunEntry run)
        {
            View.ShowStatus("Select a run in Project first.");
            return;
        }

        RunStore.RequireResumable(run);
        _bench.Resume(run);
        View.Tabs.Show("Monitor");
    });

    public void ShowPalette()
    {
        using var palette = new PaletteDialog(_appearance, _actions.All);
        _application!.Run(palette);
        palette.Chosen?.Run();
    }

    public void ShowHelp()
    {
        using var dialog = new TextDialog(_appearance, "Help", HelpText.Create(View, _actions.All));
        _application!.Run(dialog);
    }

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

    public void EditOpenFile()
    {
        if (View.Recipe.Path.Length > 0)
        {
            Edit(View.Recipe.Path, View.Recipe.CurrentLine);
        }
        else
        {
            View.ShowStatus("No recipe is open.");
        }
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
            View.ShowStatus($"Not saved: {field.Name} is '{field.Text}', but {field.Problem}.");
            return;
        }

        var folder = RecipePresets.FolderOf(recipe.Info.Path);
        if (AskName(
            "Name of the preset", recipe.Preset is { } preset ? Path.GetFileNameWithoutExtension(preset) : "mine", $"saved in {folder}") is not { } name)
        {
            return;
        }

        var path = Path.Combine(folder, $"{name}.yaml");
        if (File.Exists(path) && !Confirm("Replace it?", $"{path} already exists.", "_Replace it", "_Keep it"))
        {
            return;
        }

        recipe.SavePreset(path);
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
        if (!MayLeaveExperiment())
        {
            return;
        }

        // A run that has said its last is nothing to ask about, though its process may still be putting things away.
        if (_bench.Queue.Active is { } active && (active.Folder is null || RunStore.Read(active.Folder).Record?.Status == RunStatus.Running))
        {
            var answer = Ask("Close the editor?", $"{active.Job.Title} is running.", "_Cancel", "_Stop it", "_Keep it running");
            if (answer is null or 0)
            {
                return;
            }

            if (answer == 1)
            {
                _bench.Stop();
            }
        }

        _bench.Settings = _bench.Settings with { Queue = [.. _bench.Queue.Waiting.Select(run => run.Job)] };
        _application!.RequestStop(View);
    }

    public void Switch(PluginInfo plugin) => Change(host => plugin.State == PluginState.Disabled ? host.Enable(plugin.Id) : host.Disable(plugin.Id));

    public void Trust(PluginInfo plugin)
    {
        if (plugin.State == PluginState.Active)
        {
            View.ShowStatus($"{plugin.Id} is already active.");
        }
        else if (Confirm(
            "Trust this plugin?",
            $"{plugin.Id} {plugin.Version}\n{plugin.Location}\nSHA-256 {plugin.Hash}\n\nIts code will run with all your rights, "
            + "until one of its files changes.",
            "_Trust it",
            "_No"))
        {
            Change(host => host.Trust(plugin.Id));
        }
    }

    private void Export(string path, string text) => Try(() =>
    {
        if (AskName("Export the table as CSV", path, "in the order shown, with full precision") is not { } chosen)
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
