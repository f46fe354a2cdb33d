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
    /// <summary>The recipes and their presets.</summary>
    public static ProjectNode Recipes(IReadOnlyList<RecipeEntry> recipes) => Group("Recipes", () => recipes.Select(Recipe));

    /// <summary>The plugins and what they offer.</summary>
    public static ProjectNode Plugins(IReadOnlyList<PluginInfo> plugins) => Group("Plugins", () => plugins.Select(Plugin));

    /// <summary>The models that are known, and whether they are on this machine.</summary>
    public static ProjectNode Models(UserFolders folders) => Group("Models", () =>
    {
        var registry = ModelRegistry.Open(folders);
        var store = new ModelStore(registry, HubCache.FromEnvironment());
        return registry.Models.Select(model => new ProjectNode(ProjectNodeKind.Model, $"model {model.Id}", model.Id)
        {
            Remark = model.Folder is { } folder ? (Directory.Exists(folder) ? "here" : "gone") : store.Missing(model).Count == 0 ? "here" : "not here",
            Value = model,
            Ink = model.Folder is null && store.Missing(model).Count > 0 ? Ink.Dim : Ink.Normal,
        });
    });

    /// <summary>Benchmarks that can be fetched.</summary>
    public static ProjectNode Benchmarks() =>
        Group("Benchmarks", static () => DataSet.All.Select(data => new ProjectNode(ProjectNodeKind.Benchmark, $"data {data.Id}", data.Id) { Value = data }));

    /// <summary>The experiments in the folder of recipes.</summary>
    public static ProjectNode Experiments(string? recipesFolder) => Group("Experiments", () => ExperimentFiles.In(recipesFolder).Select(Experiment));

    /// <summary>The runs, the latest first.</summary>
    public static ProjectNode Runs(IReadOnlyList<RunEntry> runs) => Group("Runs", () => runs.Select(Run));

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
        try
        {
            _ = read();
            return null;
        }
        catch (RewardLabException exception)
        {
            return exception.Message;
        }
    }

    private static ProjectNode Group(string title, Func<IEnumerable<ProjectNode>> read)
    {
        try
        {
            ProjectNode[] children = [.. read()];
            return new ProjectNode(ProjectNodeKind.Group, title, title)
            {
                Remark = children.Length.ToString(CultureInfo.InvariantCulture),
                Children = children,
                Ink = Ink.Accent,
            };
        }
        catch (RewardLabException exception)
        {
            return new ProjectNode(ProjectNodeKind.Group, title, title)
            {
                Ink = Ink.Bad,
                Remark = "cannot be read",
                Children = [new ProjectNode(ProjectNodeKind.Note, $"{title} problem", exception.Message) { Ink = Ink.Bad }],
            };
        }
    }

    private static ProjectNode Recipe(RecipeEntry recipe) => new(ProjectNodeKind.Recipe, $"recipe {recipe.Path}", recipe.Name)
    {
        Value = recipe,
        Ink = recipe.Error is null ? Ink.Normal : Ink.Bad,
        Remark = recipe.Error is null ? "" : "has errors",
        Children = [.. RecipePresets.Find(recipe.Path).Select(preset => Preset(recipe, preset))],
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
