using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Projects;

/// <summary>Finds what of a project failed to load.</summary>
internal static class ProjectErrors
{
    /// <summary>The errors, in the project's order.</summary>
    public static IReadOnlyList<ProjectError> Find(IEnumerable<ProjectNode> nodes) => [.. nodes.SelectMany(Below)];

    private static IEnumerable<ProjectError> Below(ProjectNode node) =>
        [.. Own(node) is { } error ? [error] : Array.Empty<ProjectError>(), .. node.Children.SelectMany(Below)];

    private static ProjectError? Own(ProjectNode node) => node.Value switch
    {
        RecipeEntry { Error: { } error } recipe => new ProjectError("recipe", recipe.Name, error, node),
        PresetFile { Error: { } error } preset => new ProjectError("preset", $"{preset.Recipe.Name} {node.Title}", error, node),
        ExperimentFile { Error: { } error } => new ProjectError("experiment", node.Title, error, node),
        RunEntry { Damage: { } damage } run => new ProjectError("run", run.Id, damage, node),
        PluginInfo { State: PluginState.NotSupported or PluginState.Malfunctioned } plugin => new ProjectError("plugin", plugin.Id, plugin.Reason, node),
        _ when node.Kind == ProjectNodeKind.Note => new ProjectError("project", "", node.Title, node),
        _ => null,
    };
}
