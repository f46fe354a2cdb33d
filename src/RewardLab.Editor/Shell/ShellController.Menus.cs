using RewardLab.Editor.Controls;
using RewardLab.Editor.Projects;
using RewardLab.Hosting.Data;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <content>What can be done where the user is: keys in the last row, and menus by the right button or Shift+F10.</content>
internal sealed partial class ShellController
{
    // A longer name of what is run is cut in the last row.
    private const int NameColumns = 24;

    // What F5 would run is always named beside it; who can stop something is told how.
    private IEnumerable<StatusItem> Shortcuts() =>
    [
        new StatusItem("F1", "Help", Key.F1),
        new StatusItem("F5", "Run", Key.F5)
        {
            Object = _bench.Active is { } active ? InkLine.Cut(active.Title, NameColumns).TrimEnd() : "",
            IsPossible = _bench.Active is not null,
        },
        .. IsRunning ? [new StatusItem("Shift+F5", "Stop", Key.F5.WithShift)] : Array.Empty<StatusItem>(),
        new StatusItem("Ctrl+P", "Commands", Key.P.WithCtrl),
        new StatusItem("Ctrl+Q", "Quit", Key.Q.WithCtrl),
    ];

    /// <summary>Whether there is a run that can be stopped.</summary>
    public bool IsRunning => _bench.Queue.Active is not null || _bench.Monitor?.Run.Record?.Status == RunStatus.Running;

    /// <summary>Shows what can be done with what is selected where the user is.</summary>
    /// <param name="place">Where on the screen; null for the middle.</param>
    public void ShowMenuHere(System.Drawing.Point? place)
    {
        if (View.FocusedPart == ShellPart.Hierarchy && View.Hierarchy.Selected is { } hierarchyNode && hierarchyNode.Menu.Any())
        {
            ShowContextMenu(hierarchyNode, place);
            return;
        }

        var (title, actions) = MenuHere();
        ShowMenu(actions, title, place);
    }

    /// <summary>Lists every order of the images, with the worst first, too.</summary>
    public void ChooseSampleOrder() => ShowMenu(
        [
            .. View.Samples.Orders.SelectMany(order => order.First is null ? [order] : new[] { order, order with { IsReversed = true } })
                .Select(order => new EditorAction(order.Title, null, () => View.Samples.Use(order))),
        ],
        "Order of the images",
        place: null);

    /// <summary>What can be done with a node of the project.</summary>
    public IReadOnlyList<EditorAction> ActionsOf(ProjectNode node) => node.Value switch
    {
        RecipeEntry recipe => OfFile(node, recipe.Path),
        PresetFile preset => OfFile(node, preset.Path),
        ExperimentFile experiment => OfFile(node, experiment.Path),
        RunEntry run => ActionsOf(run),
        PluginInfo plugin => ActionsOf(plugin),
        PluginComponent component => [new("Copy its id", null, () => Copy(component.Id))],
        ModelEntry model =>
        [
            new("Download it, in the queue", null, () => Download([model.Id]))
            {
                Obstacle = () => model.Folder is not null ? "it is a folder of yours" : node.Remark == "here" ? "it is here already" : null,
            },
            new("Copy the command that fetches it", null, () => Copy($"rewardlab models get {model.Id}"))
            {
                Obstacle = () => model.Folder is not null ? "it is a folder of yours" : null,
            },
            new("Copy its id", null, () => Copy(model.Id)),
        ],
        DataSet data =>
        [
            new("Copy the command that fetches it", null, () => Copy($"rewardlab data get {data.Id}")),
            new("Copy its id", null, () => Copy(data.Id)),
        ],
        _ => [.. Of("Filter the project", "Reload the project", "New experiment", "Commands")],
    };

    private IReadOnlyList<EditorAction> OfFile(ProjectNode node, string path) =>
    [
        new("Open it", Key.Enter, () => Accept(node)),
        new("Open it and run it", null, () => OpenAndRun(node)),
        new("Edit it in your own editor", null, () => Edit(path, 1)),
        new("Copy its path", null, () => Copy(path)),
    ];

    private IReadOnlyList<EditorAction> ActionsOf(PluginInfo plugin) =>
    [
        new("Trust it", new Key('t'), () => Trust(plugin)) { Obstacle = () => plugin.State == PluginState.Active ? "it is active already" : null },
        new(plugin.State == PluginState.Disabled ? "Enable it" : "Disable it", new Key('x'), () => Switch(plugin)),
        new("Copy its path", null, () => Copy(plugin.Location)),
    ];

    private (string Title, IReadOnlyList<EditorAction> Actions) MenuHere() => View.FocusedPart switch
    {
        ShellPart.Project when View.ProjectList.Selected is { } node => (node.Title, ActionsOf(node)),
        ShellPart.Hierarchy => ("Hierarchy", Of("New experiment", "Save the experiment", "Compare the experiment", "Undo", "Redo")),
        ShellPart.Inspector => (View.Inspector.Selected?.Name ?? "Inspector",
        [
            new("Change the value", Key.Enter, View.Inspector.Change),
            .. Of("Reset the selected", "Reset all", "Undo", "Redo"),
            new("Copy the value", null, () => Copy(View.Inspector.Selected?.Text ?? "")),
        ]),
        ShellPart.Console => ("Console",
        [
            new("Go to the place that the line names", Key.Enter, View.Console.JumpToPlace),
            new("Copy the line", new Key('c'), View.Console.CopyLine),
            new("Fold or unfold the line's run", Key.Space, View.Console.Fold),
            .. Of("Console:", "Show the pane"),
        ]),
        _ => (View.Tabs.CurrentTitle, OfTab()),
    };

    private IReadOnlyList<EditorAction> OfTab() => View.Tabs.CurrentTitle switch
    {
        _ when View.Tabs.IsPreviewing && View.ProjectList.Selected is { } node => ActionsOf(node),
        "Runs" when View.Runs.Selected is { } row => [.. ActionsOf(row), .. Of("Runs:")],
        "Runs" => Of("Runs:"),
        "Monitor" => [.. Of("Monitor:"), .. _bench.Monitor is { } feed ? ActionsOf(feed.Run) : [], .. Of("Show the pane")],
        "Samples" =>
        [
            .. Of("Samples:"),
            new("Copy the image's path", null, () => Copy(View.Samples.Selected?.Path ?? ""))
            {
                Obstacle = () => View.Samples.Selected is null ? "there is no image" : null,
            },
            .. Of("Show the pane"),
        ],
        "Results" => [.. Of("Results:", "Show the pane")],
        "Plugins" when View.Plugins.Selected is { } plugin => ActionsOf(plugin),
        "Errors" when View.Errors.Selected is { } error =>
            [new("Go to the place", Key.Enter, () => GoTo(error)), new("Copy the reason", null, () => Copy(error.Reason))],
        "Recipe" => [.. Of("Run the open", "Edit the file", "Save the experiment, or", "Show the pane")],
        _ => Of("Show the pane", "Reload the project"),
    };

    private IReadOnlyList<EditorAction> Of(params string[] beginnings) =>
        [.. beginnings.SelectMany(beginning => _actions.All.Where(action => action.Title.StartsWith(beginning, StringComparison.Ordinal))).Distinct()];

    private void OpenAndRun(ProjectNode node) => Try(() =>
    {
        switch (node.Value)
        {
            case RecipeEntry recipe:
                LeavePreview();
                OpenSource(recipe.Path, 0);
                _bench.Open(recipe.Path, preset: null, Run);
                break;
            case PresetFile preset:
                LeavePreview();
                OpenSource(preset.Recipe.Path, 0);
                _bench.Open(preset.Recipe.Path, preset.Path, Run);
                break;
            case ExperimentFile experiment:
                OpenExperiment(experiment);
                if (_bench.Experiment?.Path == experiment.Path)
                {
                    Run();
                }

                break;
        }
    });
}
