using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Store;
using RewardLab.Torch.Runtime;

namespace RewardLab.Hosting.Jobs;

/// <summary>What run.yaml tells of a run before it starts.</summary>
public static class RunRecords
{
    /// <summary>Describes a run before it starts.</summary>
    /// <param name="version">The version of the program that runs it.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="title">What the run is called; null for the recipe's name.</param>
    /// <param name="arguments">The recipe's parameters.</param>
    /// <param name="seed">The root seed.</param>
    /// <param name="torch">The libtorch that is started.</param>
    /// <param name="plugins">The plugins that are loaded.</param>
    public static RunRecord Describe(
        string version, CompiledRecipe recipe, string? title, RecipeArguments arguments, ulong seed, TorchRuntimeInfo torch, PluginHost plugins)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(arguments);
        var parameters = arguments.Values.ToDictionary(value => value.Key, value => (object?)value.Value, StringComparer.Ordinal);
        return Describe(version, null, parameters, seed, torch, plugins) with
        {
            Recipe = new RunRecipe
            {
                Name = title ?? recipe.Info.Name,
                Path = Shown(recipe.Info.Path),
                Sha256 = Sha256(recipe, recipe.Info.Path),
                Loads = recipe.Sources.Keys
                    .Where(path => path != recipe.Info.Path)
                    .Order(StringComparer.Ordinal)
                    .ToDictionary(Shown, path => Sha256(recipe, path), StringComparer.Ordinal),
            },
        };
    }

    /// <summary>Describes a run that is not one of a recipe.</summary>
    /// <param name="version">The version of the program that runs it.</param>
    /// <param name="command">The command that begins it, quoted for a shell; null where a recipe is added.</param>
    /// <param name="parameters">What it depends on.</param>
    /// <param name="seed">The root seed.</param>
    /// <param name="torch">The libtorch that is started.</param>
    /// <param name="plugins">The plugins that are loaded.</param>
    public static RunRecord Describe(
        string version, string? command, IReadOnlyDictionary<string, object?> parameters, ulong seed, TorchRuntimeInfo torch, PluginHost plugins)
    {
        ArgumentNullException.ThrowIfNull(torch);
        ArgumentNullException.ThrowIfNull(plugins);
        return new()
        {
            Command = command,
            Parameters = parameters,
            Seed = seed,
            Versions = new RunVersions { RewardLab = version, DotNet = Environment.Version.ToString(), LibTorch = torch.Version },
            Machine = MachineInfo.Detect(TorchSharp.torch.get_num_threads(), Device()),
            Plugins =
            [
                .. plugins.List()
                    .Where(plugin => plugin.State == PluginState.Active)
                    .OrderBy(plugin => plugin.Id, StringComparer.Ordinal)
                    .Select(plugin => new RunPlugin { Id = plugin.Id, Version = plugin.Version, Sha256 = plugin.Hash }),
            ],
        };
    }

    private static string Sha256(CompiledRecipe recipe, string path) => recipe.Sources[path].ToLowerInvariant();

    private static string Device() =>
        TorchSharp.torch.cuda.is_available() ? "cuda" : TorchSharp.torch.mps_is_available() ? "mps" : "cpu";

    // Inside the current folder a path is shown as the user would write it.
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) ? path : relative;
    }
}
