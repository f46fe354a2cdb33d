using RewardLab.Hosting.Composing;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Rewards;

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

    // What a preset leaves out keeps the recipe's default, which may be Toybox's.
    [Theory]
    [InlineData("09-rwr", "weights=minMax kl=noise betas=0,0.25,0.5,0.75,1 steps=1000 batchSize=32 microBatchSize=4 learningRate=1E-05 poolSize=100 top=10 stepCount=50 guidanceScale=7.5 evaluationInterval=5 keep=0 choose=aboveBase tia2=tia2")]
    [InlineData("10-ddpo", "precision=bf16 samplesPerEpoch=256 updatesPerEpoch=4 learningRate=0.0003 bufferSize=32 normalization=perPrompt stepCount=50 guidanceScale=5 klWeight=0 clipRange=0.0001 firstSteps=0 evaluationInterval=10 keep=0 choose=aboveBase tia2=tia2")]
    [InlineData("11-overoptimization", "precision=bf16 samplesPerEpoch=256 updatesPerEpoch=4 ddpoRate=0.0003 bufferSize=32 weights=minMax rwrRate=1E-05 rwrBatchSize=32 steps=1000 evaluationInterval=10 rwrEvaluationInterval=5 keep=0 tia2=tia2")]
    [InlineData("06-best-of-n", "imagesPerPrompt=256 top=4 stepCount=50 tia2=tia2")]
    public void PaperSd21_OfEachRecipe_IsWhatTheAuthorsRan(string recipe, string expected)
    {
        var values = RecipeArguments.Resolve(Catalog.List().Single(entry => entry.Name == recipe).Info!, "paper-sd21").Values;
        foreach (var (name, value) in expected.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1])))
        {
            Convert.ToString(values[name], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(value, name);
        }

        File.Exists(Clone.PathOf((string)values["rewardPreset"]!)).ShouldBeTrue();
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
