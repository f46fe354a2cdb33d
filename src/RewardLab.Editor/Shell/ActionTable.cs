using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <summary>Every action of the editor, by title and by key.</summary>
internal sealed class ActionTable
{
    private readonly Dictionary<Key, EditorAction> _byKey;

    private ActionTable(IReadOnlyList<EditorAction> actions)
    {
        All = actions;
        _byKey = actions.Where(action => action.Key is not null).ToDictionary(action => action.Key!);
    }

    /// <summary>Every action, in the palette's order.</summary>
    public IReadOnlyList<EditorAction> All { get; }

    /// <summary>The actions of a shell.</summary>
    public static ActionTable Create(ShellController shell)
    {
        var view = shell.View;
        string? NoExperiment() => shell.Bench.Experiment is null ? "no experiment is open" : null;
        string? NoValue() => view.Inspector.Selected is null ? "nothing is selected in the Inspector"
            : view.Inspector.Document!.IsReadOnly ? "it is to be read alone"
            : null;
        string? NoFile() => view.Source.IsYaml || view.Recipe.Path.Length > 0 ? null : "neither a recipe nor an experiment is open";
        string? NothingOpen() => shell.Bench.Active is null ? "nothing is open" : null;
        string? NoTable() => view.Results.Selected?.Table is null ? "no table is selected in Results" : null;
        string? NoRun() => shell.Bench.Monitor is null ? "no run is watched" : null;
        return new ActionTable(
        [
            new("Help for this pane", Key.F1, shell.ShowHelp),
            new("Run the open recipe or experiment", Key.F5, shell.Run)
            {
                Obstacle = () => shell.Bench.Active is null ? "nothing is open" : null,
            },
            new("Show what the next run needs: weights, memory, time", null, shell.ShowPreflight) { Obstacle = NothingOpen },
            new("Stop the run", Key.F5.WithShift, () => shell.Stop()) { Obstacle = () => shell.IsRunning ? null : "no run is running" },
            new("Resume the run that is selected in Project, or else watched", Key.F8, shell.Resume)
            {
                Obstacle = () => shell.HasRun ? null : "no run is selected in Project or watched",
            },
            new("Messages: everything that was said", Key.F3, shell.ShowMessages),
            new("Commands", Key.P.WithCtrl, shell.ShowPalette),
            new("Menu of what is selected", Key.F10.WithShift, () => shell.ShowMenuHere(place: null)),
            new("Go to Project", Key.P.WithAlt, () => view.Enter(ShellPart.Project)),
            new("Go to Hierarchy", Key.H.WithAlt, () => view.Enter(ShellPart.Hierarchy)),
            new("Go to Inspector", Key.I.WithAlt, () => view.Enter(ShellPart.Inspector)),
            new("Go to Console", Key.C.WithAlt, () => view.ConsolePane.Enter()),
            new("Go to Recipe", Key.R.WithAlt, () => view.Tabs.Show("Recipe", takeFocus: true)),
            new("Go to Runs", Key.N.WithAlt, () => view.Tabs.Show("Runs", takeFocus: true)),
            new("Go to Monitor", Key.M.WithAlt, () => view.Tabs.Show("Monitor", takeFocus: true)),
            new("Go to Samples", Key.S.WithAlt, () => view.Tabs.Show("Samples", takeFocus: true)),
            new("Go to Results", Key.T.WithAlt, () => view.Tabs.Show("Results", takeFocus: true)),
            new("Go to Plugins", Key.U.WithAlt, () => view.Tabs.Show("Plugins", takeFocus: true)),
            new("Go to Errors", Key.E.WithAlt, () => view.Tabs.Show("Errors", takeFocus: true)),
            new("Next tab", Key.PageDown.WithCtrl, () => view.Tabs.Step(1)),
            new("Previous tab", Key.PageUp.WithCtrl, () => view.Tabs.Step(-1)),
            new("Show the pane you are in alone, or all again", Key.F4, view.ToggleFullScreen),
            new("Filter the project", Key.F.WithCtrl, () =>
            {
                view.Enter(ShellPart.Project);
                view.ProjectList.BeginFilter();
            }),
            new("Edit the file in your own editor", Key.E.WithCtrl, shell.EditOpenFile) { Obstacle = NoFile },
            new("New experiment", Key.N.WithCtrl, shell.BeginExperiment),
            new("Save the experiment, or the recipe's values as a preset", Key.S.WithCtrl, shell.Save) { Obstacle = NothingOpen },
            new("Edit the experiment's prompts as a text", null, shell.EditPrompts) { Obstacle = NoExperiment },
            new("Save the experiment under another name", null, shell.SaveExperimentAs) { Obstacle = NoExperiment },
            new("Compare the experiment with its file", null, shell.CompareExperiment) { Obstacle = NoExperiment },
            new("Undo", Key.Z.WithCtrl, shell.Undo) { Obstacle = () => view.Inspector.Document?.History.UndoName is null ? "nothing to undo" : null },
            new("Redo", Key.Y.WithCtrl, shell.Redo) { Obstacle = () => view.Inspector.Document?.History.RedoName is null ? "nothing to redo" : null },
            new("Reset the selected value to its default", null, view.Inspector.Reset) { Obstacle = NoValue },
            new("Reset all values to their defaults", null, view.Inspector.ResetAll) { Obstacle = NoValue },
            new("Monitor: a scale per curve, or one for all", null, view.Monitor.ToggleScales),
            new("Monitor: logarithmic or linear scale", null, view.Monitor.ToggleLogarithm),
            new("Results: export the table as CSV", null, view.Results.Export) { Obstacle = NoTable },
            new("Results: copy the path of report.html", null, shell.CopyReportPath) { Obstacle = NoRun },
            new("Runs: sort by the next column", null, view.Runs.NextOrder),
            new("Runs: turn the order round", null, view.Runs.Reverse),
            new("Runs: filter", null, () =>
            {
                view.Tabs.Show("Runs", takeFocus: true);
                view.Runs.BeginFilter();
            }),
            new("Samples: next order", null, () => view.Samples.NextOrder(1)),
            new("Samples: choose the order", null, shell.ChooseSampleOrder),
            new("Samples: worst first, or best first", null, view.Samples.Reverse),
            new("Samples: next prompt", null, () => view.Samples.NextPrompt(1)),
            new("Console: all, warnings, errors", null, view.Console.NextLevel),
            new("Console: filter", null, view.Console.BeginFilter),
            new("Console: follow new messages, or stop following", null, view.Console.Follow),
            new("Console: wrap long lines, or scroll them sideways", null, view.Console.Wrap),
            new("Console: fold or unfold every run", null, view.Console.FoldAll),
            new("Console: clear", null, () => shell.Bench.Console.Clear()),
            new("Reload the project", Key.F9, shell.Bench.Refresh),
            new("Next theme: dark, light, plain", Key.F12, shell.NextTheme),
            new("Suspend the editor, as Ctrl+Z does other programs: 'fg' continues it", null, shell.Suspend)
            {
                Obstacle = static () => OperatingSystem.IsWindows() ? "Windows suspends no programs" : null,
            },
            new("Close the editor", Key.Q.WithCtrl, shell.Quit),
        ]);
    }

    /// <summary>Does what a key stands for.</summary>
    /// <returns>Whether it stands for anything.</returns>
    public bool Press(Key key)
    {
        if (!_byKey.TryGetValue(key, out var action))
        {
            return false;
        }

        action.Run();
        return true;
    }
}
