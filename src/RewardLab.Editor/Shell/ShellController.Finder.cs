using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Projects;
using RewardLab.Hosting.Data;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Shell;

/// <content>One list of everything: commands, and what can be gone to.</content>
internal sealed partial class ShellController
{
    private const int MaxRecent = 12;

    /// <summary>Lists commands, recipes, experiments, runs, plugins, components, models, benchmarks and parameters, the recent ones first.</summary>
    public void ShowPalette()
    {
        var recent = _bench.Settings.Recent;
        EditorAction[] all =
        [
            .. _actions.All.Select(action => action with { Kind = "command" }),
            .. _bench.Tree.Roots.SelectMany(root => root.Children).SelectMany(node => node.Children.Prepend(node)).Select(Destination).OfType<EditorAction>(),
            .. Parameters(),
        ];
        EditorAction[] marked = [.. all.Select(action => action with { Recency = recent.Count - RankOf(recent, action) })];
        using var palette = new PaletteDialog(_appearance, marked, isWide: true) { Title = "Commands and everything else" };
        _application!.Run(palette);
        if (palette.Chosen is { } chosen)
        {
            Remember(chosen);
            chosen.Run();
        }
    }

    // What was chosen lately comes first, also where it was opened elsewhere.
    private void Remember(EditorAction chosen) => _bench.Settings = _bench.Settings with
    {
        Recent = [.. _bench.Settings.Recent.Where(name => name != NameOf(chosen)).Prepend(NameOf(chosen)).Take(MaxRecent)],
    };

    private static int RankOf(IReadOnlyList<string> recent, EditorAction action) =>
        recent.TakeWhile(name => name != NameOf(action)).Count();

    private static string NameOf(EditorAction action) => $"{action.Kind} {action.Title}";

    private EditorAction? Destination(ProjectNode node) => node.Value switch
    {
        RecipeEntry recipe => new(node.Title, null, () => Accept(node)) { Kind = "recipe", Remark = recipe.Info?.Title ?? "has errors" },
        PresetFile preset => new($"{preset.Recipe.Name} {node.Title}", null, () => Accept(node)) { Kind = "preset", Remark = node.Remark },
        ExperimentFile => new(node.Title, null, () => Accept(node)) { Kind = "experiment", Remark = node.Remark },
        RunEntry run => new(run.Notes.Name ?? run.Id, null, () => Accept(node))
        {
            Kind = "run",
            Remark = string.Join(' ', [node.Remark, .. run.Notes.Name is null ? Array.Empty<string>() : [run.Id], .. run.Notes.Tags.Select(tag => $"#{tag}")]),
        },
        PluginInfo plugin => new(node.Title, null, () => Accept(node)) { Kind = "plugin", Remark = plugin.Description },
        PluginComponent component => new(component.Id, null, () => Reveal(node)) { Kind = node.Remark, Remark = component.Description },
        ModelEntry model => new(model.Id, null, () => Reveal(node)) { Kind = "model", Remark = $"{node.Remark}: {model.Description}" },
        DataSet data => new(data.Id, null, () => Reveal(node)) { Kind = data.IsBenchmark ? "benchmark" : "data set", Remark = data.Description },
        _ => null,
    };

    // Of what F5 runs: the recipe's, or those of every node of the experiment.
    private IEnumerable<EditorAction> Parameters() =>
        _bench.Experiment is { } experiment && _bench.Active == experiment
            ? experiment.Rows.SelectMany(row => new NodeInspection(experiment, row.Place).Fields.Select(field => Parameter(
                field, row.Title.Length > 0 ? $"of {row.Title}" : "", () =>
                {
                    View.Hierarchy.Select(row.Place);
                    Inspect();
                })))
            : _bench.Recipe is { } recipe ? recipe.Fields.Select(field => Parameter(field, $"of {recipe.Title}", InspectActive)) : [];

    private EditorAction Parameter(Field field, string owner, Action inspect) => new(field.Name, null, () =>
    {
        LeavePreview();
        inspect();
        View.Enter(ShellPart.Inspector);
        View.Inspector.Select(field.Name);
    })
    {
        Kind = "parameter",
        Remark = $"= {(field.Text.Length > 0 ? field.Text : "empty")} {owner}: {field.Description}",
    };

    // What cannot be opened is gone to, and previewed.
    private void Reveal(ProjectNode node)
    {
        View.Enter(ShellPart.Project);
        View.ProjectList.Reveal(node);
        ShowPreview(node);
    }
}
