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
    public void Play() => Try(() =>
    {
        if (_bench.Play() is { } obstacle)
        {
            View.Say($"Not run: {obstacle}");
            if (_bench.Active == _bench.Recipe && _bench.Recipe?.FirstProblem is { } field)
            {
                View.Enter(SidePane.Inspector);
                View.Inspector.Select(field.Name);
            }

            return;
        }

        View.Say($"{(_bench.Queue.Waiting.Any() ? "Queued" : "Started")}: {_bench.Active!.Title}");
        View.Tabs.Show("Monitor");
    });

    public void Stop() => Try(() =>
    {
        if (_bench.Feed?.Run is not { Record.Status: RunStatus.Running } && _bench.Queue.Active is null)
        {
            View.Say("Nothing is at work.");
        }
        else if (Confirm("Stop the run?", "It keeps its last checkpoint, and can be resumed.", "_Stop it", "_Keep running"))
        {
            View.Say(_bench.Stop() ?? "Asked to stop.");
        }
    });

    public void Resume() => Try(() =>
    {
        if (View.ProjectList.Selected?.Value is not RunEntry run)
        {
            View.Say("Select a run in Project first.");
            return;
        }

        RunStore.RequireResumable(run);
        _bench.Resume(run);
        View.Tabs.Show("Monitor");
    });

    public void ShowPalette()
    {
        using var palette = new PaletteDialog(_look, _actions.All);
        _application!.Run(palette);
        palette.Chosen?.Run();
    }

    public void ShowHelp()
    {
        using var dialog = new TextDialog(_look, "Help", HelpText.Of(View, _actions.All));
        _application!.Run(dialog);
    }

    public void Offer(IReadOnlyList<EditorAction> actions, string title, System.Drawing.Point? place)
    {
        using var palette = new PaletteDialog(_look, actions, place) { Title = title };
        _application!.Run(palette);
        palette.Chosen?.Run();
    }

    public void NextTheme()
    {
        _look.Theme = _look.Theme == EditorTheme.Plain ? EditorTheme.Dark : _look.Theme + 1;
        _bench.Settings = _bench.Settings with { Theme = _look.Theme };
        Paint();
        View.Say($"Theme: {_look.Theme.ToString().ToLowerInvariant()}");
    }

    public void EditOpenFile()
    {
        if (View.Recipe.Path.Length > 0)
        {
            Edit(View.Recipe.Path, View.Recipe.CurrentLine);
        }
        else
        {
            View.Say("No recipe is open.");
        }
    }

    public void SavePreset() => Try(() =>
    {
        if (_bench.Recipe is not { } recipe)
        {
            View.Say("No recipe is open.");
            return;
        }

        if (recipe.FirstProblem is { } field)
        {
            View.Say($"Not saved: {field.Name} is '{field.Text}', but {field.Problem}.");
            return;
        }

        var folder = RecipePresets.FolderOf(recipe.Info.Path);
        if (AskName("Name of the preset", recipe.Preset is { } preset ? Path.GetFileNameWithoutExtension(preset) : "mine", $"goes to {folder}") is not { } name)
        {
            return;
        }

        var path = Path.Combine(folder, $"{name}.yaml");
        if (File.Exists(path) && !Confirm("Replace it?", $"{path} is there already.", "_Replace it", "_Keep it"))
        {
            return;
        }

        recipe.SavePreset(path);
        _bench.Refresh();
        _bench.Open(recipe.Info.Path, path);
        View.Say($"Saved: {path}");
    });

    public void CopyReportPath()
    {
        if (_bench.Feed?.Run is { } run && Path.Combine(run.Folder, ReportWriter.HtmlFileName) is var path && File.Exists(path))
        {
            Copy(path);
            View.Say($"Copied: {path}");
        }
        else
        {
            View.Say("The run that is watched has no report yet.");
        }
    }

    public void Undo() => View.Say(View.Inspector.Undo() is { } name ? $"Taken back: {name}" : "Nothing to take back.");

    public void Redo() => View.Say(View.Inspector.Redo() is { } name ? $"Made again: {name}" : "Nothing to make again.");

    public void Quit()
    {
        if (!MayLeaveExperiment())
        {
            return;
        }

        // A run that has said its last is nothing to ask about, though its process may still be putting things away.
        if (_bench.Queue.Active is { } active && (active.Folder is null || RunStore.Read(active.Folder).Record?.Status == RunStatus.Running))
        {
            var answer = Ask("Close the editor?", $"{active.Job.Title} is at work.", "_Cancel", "_Stop it", "Let it _go on");
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
            View.Say($"{plugin.Id} is active already.");
        }
        else if (Confirm("Trust this plugin?", $"{plugin.Id} {plugin.Version}\n{plugin.Location}\nSHA-256 {plugin.Hash}\n\nIts code will run with all your rights, until one of its files changes.", "_Trust it", "_No"))
        {
            Change(host => host.Trust(plugin.Id));
        }
    }

    private void Export(string path, string text) => Try(() =>
    {
        if (AskName("Export the table as CSV", path, "in the order that is seen, numbers in full precision") is not { } chosen)
        {
            return;
        }

        if (File.Exists(chosen) && !Confirm("Replace it?", $"{chosen} is there already.", "_Replace it", "_Keep it"))
        {
            return;
        }

        AtomicFileStream.WriteText(chosen, text);
        View.Say($"Written: {chosen}");
    });

    private void Change(Func<PluginHost, PluginInfo> change)
    {
        if (_bench.Plugins is { } host)
        {
            _bench.Background.Do(() => change(host), plugin =>
            {
                View.Say($"{plugin.Id} is {PluginStateWords.Of(plugin.State)}.");
                _bench.Refresh();
            });
        }
    }
}
