using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Themes;
using RewardLab.Hosting;
using RewardLab.Hosting.Data;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Projects;

/// <summary>Reads what a project holds. A group that cannot be read says why and harms no other. Safe from any thread.</summary>
internal static class ProjectReader
{
    private const string Pending = "reading …";

    /// <summary>Titles of the groups, top to bottom.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["Recipes", "Experiments", "Runs", "Plugins", "Models", "Benchmarks"];

    /// <summary>A group that is still being read.</summary>
    public static ProjectNode Unread(string title) => new(ProjectNodeKind.Group, title, title) { Ink = Ink.Accent, Remark = Pending };

    /// <summary>Whether a group is still being read.</summary>
    public static bool IsUnread(ProjectNode node) => node is { Kind: ProjectNodeKind.Group, Remark: Pending };

    /// <summary>The recipes and their presets.</summary>
    /// <param name="catalog">Where presets are looked for.</param>
    /// <param name="recipes">The recipes, each with the options that it exposes.</param>
    public static ProjectNode Recipes(RecipeCatalog catalog, Func<IReadOnlyList<RecipeEntry>> recipes) =>
        Group("Recipes", recipes, static recipe => recipe.Name, recipe => Recipe(catalog, recipe));

    /// <summary>The plugins and what they offer.</summary>
    public static ProjectNode Plugins(Func<IReadOnlyList<PluginInfo>> plugins) => Group("Plugins", plugins, static plugin => plugin.Id, Plugin);

    /// <summary>The models that are known, and whether they are on this machine.</summary>
    public static ProjectNode Models(UserFolders folders)
    {
        ModelStore? store = null;
        return Group(
            "Models",
            () =>
            {
                var registry = ModelRegistry.Open(folders);
                store = new ModelStore(registry, HubCache.FromEnvironment());
                return registry.Models;
            },
            static model => model.Id,
            model =>
            {
                var isHere = model.Folder is { } folder ? Directory.Exists(folder) : store!.Missing(model).Count == 0;
                return new ProjectNode(ProjectNodeKind.Model, $"model {model.Id}", model.Id)
                {
                    Remark = isHere ? "here" : model.Folder is null ? "not here" : "gone",
                    Value = model,
                    Ink = isHere || model.Folder is not null ? Ink.Normal : Ink.Dim,
                };
            });
    }

    /// <summary>Benchmarks that can be fetched.</summary>
    public static ProjectNode Benchmarks() => Group(
        "Benchmarks",
        static () => DataSet.All,
        static data => data.Id,
        static data => new ProjectNode(ProjectNodeKind.Benchmark, $"data {data.Id}", data.Id) { Value = data });

    /// <summary>The experiments in the folders of recipes.</summary>
    public static ProjectNode Experiments(RecipeCatalog catalog) =>
        Group("Experiments", () => ExperimentFiles.Find(catalog), static path => Path.GetFileName(path), Experiment);

    /// <summary>The runs, the latest first.</summary>
    public static ProjectNode Runs(Func<IReadOnlyList<RunEntry>> runs) => Group("Runs", runs, static run => run.Id, Run);

    private static ProjectNode Experiment(string path)
    {
        var error = Complaint(() => ExperimentYaml.ReadFile(path));
        return new ProjectNode(ProjectNodeKind.Experiment, $"experiment {path}", Path.GetFileNameWithoutExtension(path))
        {
            Value = new ExperimentFile(path, error),
            Ink = error is null ? Ink.Normal : Ink.Bad,
            Remark = error is null ? "" : "has errors",
        };
    }

    private static ProjectNode Preset(RecipeEntry recipe, string path)
    {
        var error = recipe.Info is { } info ? Complaint(() => RecipeArguments.Resolve(info, path)) : null;
        return new ProjectNode(ProjectNodeKind.Preset, $"preset {recipe.Path} {path}", Path.GetFileNameWithoutExtension(path))
        {
            Value = new PresetFile(recipe, path, error),
            Ink = error is null ? Ink.Normal : Ink.Bad,
            Remark = error is null ? "" : "has errors",
        };
    }

    private static string? Complaint(Func<object> read)
    {
        string? problem = null;
        _ = Try(read, reason => problem = reason);
        return problem;
    }

    // Every node is read on its own: one that cannot be says why, in its place, and harms no other.
    private static ProjectNode Group<T>(string title, Func<IReadOnlyList<T>> read, Func<T, string> nameOf, Func<T, ProjectNode> nodeOf)
    {
        string? problem = null;
        var items = Try(read, reason => problem = reason);
        if (items is null)
        {
            return new ProjectNode(ProjectNodeKind.Group, title, title)
            {
                Ink = Ink.Bad,
                Remark = "cannot be read",
                Children = [Note($"{title} problem", problem!)],
            };
        }

        ProjectNode[] children =
        [
            .. items.Select(item =>
            {
                string? reason = null;
                return Try(() => nodeOf(item), text => reason = text) ?? Note($"{title} {nameOf(item)}", $"{nameOf(item)}: {reason}");
            }),
        ];
        return new ProjectNode(ProjectNodeKind.Group, title, title)
        {
            Remark = children.Length.ToString(CultureInfo.InvariantCulture),
            Children = children,
            Ink = Ink.Accent,
        };
    }

    private static ProjectNode Note(string key, string text) => new(ProjectNodeKind.Note, key, text) { Ink = Ink.Bad };

    private static T? Try<T>(Func<T> read, Action<string> tell)
        where T : class
    {
        try
        {
            return read();
        }
        catch (RewardLabException exception)
        {
            tell(exception.Message);
        }
#pragma warning disable CA1031 // A file of the project may hold anything: whatever reading it throws is said of that file alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            tell(OneLine.Format(exception));
        }

        return null;
    }

    private static ProjectNode Recipe(RecipeCatalog catalog, RecipeEntry recipe) => new(ProjectNodeKind.Recipe, $"recipe {recipe.Path}", recipe.Name)
    {
        Value = recipe,
        Ink = recipe.Error is null ? Ink.Normal : Ink.Bad,
        Remark = recipe.Error is null ? "" : "has errors",
        Children = [.. RecipePresets.Find(catalog, recipe.Path).Select(preset => Preset(recipe, preset))],
    };

    private static ProjectNode Run(RunEntry run) => new(ProjectNodeKind.Run, $"run {run.Id}", run.Id)
    {
        Value = run,
        Ink = run.Record?.Status switch
        {
            RunStatus.Running => Ink.Accent,
            RunStatus.Completed => Ink.Normal,
            RunStatus.Failed or null => Ink.Bad,
            _ => Ink.Warning,
        },
        Remark = run.Record is { } record
            ? record.DurationSeconds is { } seconds ? $"{Word(record.Status)} {DurationText.Format(TimeSpan.FromSeconds(seconds))}" : Word(record.Status)
            : "damaged",
    };

    private static string Word(RunStatus status) => RunStatusText.Format(status);

    private static ProjectNode Plugin(PluginInfo plugin) => new(ProjectNodeKind.Plugin, $"plugin {plugin.Id} {plugin.Location}", plugin.Id)
    {
        Value = plugin,
        Remark = plugin.State == PluginState.Active ? plugin.Version : PluginStateText.Format(plugin.State),
        Ink = plugin.State switch
        {
            PluginState.Active => Ink.Normal,
            PluginState.Untrusted => Ink.Warning,
            PluginState.Disabled => Ink.Dim,
            _ => Ink.Bad,
        },
        Children =
        [
            .. plugin.Components.Select(
                component => new ProjectNode(ProjectNodeKind.Component, $"component {plugin.Id} {component.Kind} {component.Id}", component.Id)
                {
                    Remark = ComponentKinds.Noun(component.Kind),
                    Value = component,
                }),
        ],
    };
}
