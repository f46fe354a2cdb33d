using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class ShippedRecipesTests
{
    private static readonly RecipeCatalog Catalog = new(Clone.PathOf("recipes"));

    [Fact]
    public void Recipes_OfTheRepository_CompileAndSayWhatTheyAre()
    {
        var entries = Catalog.List();

        entries.ShouldNotBeEmpty();
        foreach (var entry in entries)
        {
            var recipe = new RecipeCompiler(cacheFolder: null).Compile(entry.Path, TestContext.Current.CancellationToken);
            recipe.Info.Title.ShouldNotBeEmpty(entry.Name);
            recipe.Warnings.ShouldBeEmpty(entry.Name);
            recipe.Info.Parameters.Where(parameter => parameter.Description.Length == 0).ShouldBeEmpty(entry.Name);
        }
    }
}
