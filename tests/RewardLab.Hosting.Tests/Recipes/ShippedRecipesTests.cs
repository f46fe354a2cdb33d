using RewardLab.Hosting.Composing;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Rewards;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class ShippedRecipesTests
{
    private static readonly RecipeCatalog Catalog = new(Path.Combine(Repository.Root, "recipes"));

    [Fact]
    public void Recipes_OfTheRepository_CompileAndSayWhatTheyAre()
    {
        var entries = Catalog.List();

        entries.ShouldNotBeEmpty();
        foreach (var entry in entries)
        {
            var recipe = new RecipeCompiler(cacheFolder: null).Compile(entry.Path, TestContext.Current.CancellationToken);
            recipe.Info.Title.ShouldNotBeEmpty(entry.Name);
            recipe.Info.Parameters.Where(parameter => parameter.Description.Length == 0).ShouldBeEmpty(entry.Name);
        }
    }

    [Fact]
    public void Presets_OfTheRepository_FitTheirRecipes()
    {
        foreach (var preset in Directory.EnumerateFiles(Catalog.Folder!, "*.yaml", SearchOption.AllDirectories))
        {
            // A preset serves every recipe that has its parameters; one that serves none is a leftover. Rewards have a folder of their own, and so may a recipe.
            var folder = Path.GetFileName(Path.GetDirectoryName(preset))!;
            if (folder == "rewards")
            {
                Should.NotThrow(() => RewardPreset.ReadFile(preset));
            }
            else if (folder == "experiments")
            {
                // As the editor writes it, so that saving it there changes nothing else.
                ExperimentYaml.ToText(ExperimentYaml.ReadFile(preset)).ShouldBe(File.ReadAllText(preset), preset);
            }
            else if (folder != "presets")
            {
                var own = Catalog.List().Single(entry => entry.Name == folder);
                Should.NotThrow(() => RecipeArguments.Resolve(own.Info!, Path.GetFileNameWithoutExtension(preset)), preset);
            }
            else
            {
                Catalog.List().Count(entry => Fits(entry, preset)).ShouldBeGreaterThan(0, preset);
            }
        }
    }

    private static bool Fits(RecipeEntry entry, string preset)
    {
        try
        {
            return entry.Info is { } info && RecipeArguments.Resolve(info, preset).Values.Count > 0;
        }
        catch (RewardLab.Abstractions.RewardLabException)
        {
            return false;
        }
    }
}
