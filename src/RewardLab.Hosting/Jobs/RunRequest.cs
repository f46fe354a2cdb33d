using System.Security.Cryptography;
using System.Text;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Files;

namespace RewardLab.Hosting.Jobs;

/// <summary>What a command line asks to be run: a recipe, or an experiment's file, which the recipe for experiments runs.</summary>
/// <param name="Recipe">Absolute path of the recipe.</param>
/// <param name="Title">What the run is called; null for the recipe's name.</param>
/// <param name="Settings">"name=value" each, of the recipe's parameters.</param>
public sealed record RunRequest(string Recipe, string? Title, IReadOnlyList<string> Settings)
{
    private const string ExperimentRecipe = "experiment";
    private const string ExperimentParameter = "experiment";

    /// <summary>Resolves what the command line asks for.</summary>
    /// <param name="nameOrPath">A recipe's path or name, or the path of an experiment's file.</param>
    /// <param name="settings">"name=value" each: of the recipe's parameters, or of the experiment, as <see cref="ExperimentSettings"/> takes them.</param>
    /// <param name="preset">The preset; null for none.</param>
    /// <param name="folders">Where an experiment with other values than its file's is kept.</param>
    /// <exception cref="Abstractions.RewardLabException">There is no such recipe, or the experiment cannot be read or does not take the settings.</exception>
    public static RunRequest Create(string nameOrPath, IReadOnlyList<string> settings, string? preset, UserFolders folders)
    {
        if (Path.GetExtension(nameOrPath) is not (".yaml" or ".yml"))
        {
            return new RunRequest(RecipeCatalog.Find().Resolve(nameOrPath), null, settings);
        }

        if (preset is not null)
        {
            throw new RecipeUsageException($"--preset {preset}: an experiment has no presets. Set its options with --set, such as --set optimizer.epochs=2.");
        }

        nameOrPath = ShippedFiles.Resolve(nameOrPath);

        // Read before anything that takes time: what is wrong with the file is said at once.
        var experiment = ExperimentYaml.ReadFile(nameOrPath);
        var path = settings.Count == 0
            ? nameOrPath
            : Kept(ExperimentSettings.Apply(experiment, settings), folders, Path.GetFileNameWithoutExtension(nameOrPath));
        return new RunRequest(
            RecipeCatalog.Find().Find(ExperimentRecipe) ?? RecipeCatalog.OfProgram().Resolve(ExperimentRecipe),
            Path.GetFileNameWithoutExtension(nameOrPath),
            [$"{ExperimentParameter}={path}"]);
    }

    /// <summary>Writes an experiment that no file of the user's holds where a run can read it.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="folders">The user's folders.</param>
    /// <param name="name">What its runs are called.</param>
    /// <returns>Its path, the same for the same experiment and name.</returns>
    /// <exception cref="Abstractions.RewardLabException">It cannot be written.</exception>
    public static string Kept(Experiment experiment, UserFolders folders, string name)
    {
        var text = ExperimentYaml.ToText(experiment);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        var path = Path.Combine(folders.Cache, "experiments", hash, $"{SafeName.From(name)}.yaml");
        if (!File.Exists(path))
        {
            AtomicFileStream.WriteText(path, text);
        }

        return path;
    }
}
