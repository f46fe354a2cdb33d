using System.Globalization;
using RewardLab.Hosting;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Trust;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Rewards;
using RewardLab.Terminal;

namespace RewardLab.Tests.Recipes;

/// <summary>The repository's presets against its recipes, with the options of the plugins that the program ships.</summary>
public sealed class ShippedPresetsTests : IDisposable
{
    private static readonly string Recipes = Path.Combine(Workplace.Repository, "recipes");

    private readonly Workplace _place = new();
    private readonly IReadOnlyList<RecipeEntry> _entries;

    public ShippedPresetsTests()
    {
        var plugins = PluginHost.Start(new PluginHostOptions
        {
            ProgramPluginFolder = Path.Combine(Path.GetDirectoryName(Workplace.Program)!, "plugins"),
            User = new UserFolders(_place["settings"], [_place["plugins"]], _place["cache"]),
            Shipped = ShippedPlugins.EmbeddedIn(typeof(ProgramVersion).Assembly),
            Log = static _ => { },
        });
        _entries = [.. new RecipeCatalog(Recipes).List().Select(entry => entry.WithComponents(plugins.Components.Components))];
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Recipes_OfTheRepository_NameComponentsAndOptionsThatThereAre() => _entries.Where(entry => entry.Error is not null).ShouldBeEmpty();

    [Fact]
    public void Presets_OfTheRepository_FitTheirRecipesByTheNamesOfThisVersion()
    {
        foreach (var preset in Directory.EnumerateFiles(Recipes, "*.yaml", SearchOption.AllDirectories))
        {
            // Rewards and experiments have a folder of their own, and so has each recipe.
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
            else
            {
                RecipeArguments.Resolve(Info(folder), Path.GetFileNameWithoutExtension(preset)).Notices.ShouldBeEmpty(preset);
            }
        }
    }

    // What a preset leaves out keeps the recipe's default, which may be Toybox's.
    [Theory]
    [InlineData(
        "09-rwr",
        "rwr.weights=minMax rwr.kl=noise rwr.beta=[0,0.25,0.5,0.75,1] rwr.steps=1000 rwr.batchSize=32 rwr.microBatchSize=4 rwr.learningRate=1E-05 "
        + "rwr.poolSize=100 rwr.topK=10 rwr.numInferenceSteps=50 rwr.guidanceScale=7.5 rwr.evaluationInterval=5 "
        + "rwr.saveTotalLimit=0 rwr.choose=aboveBase tia2=tia2")]
    [InlineData(
        "10-ddpo",
        "precision=bf16 ddpo.samplesPerEpoch=256 ddpo.updatesPerEpoch=4 ddpo.learningRate=0.0003 ddpo.bufferSize=32 ddpo.normalization=perPrompt "
        + "ddpo.numInferenceSteps=50 ddpo.guidanceScale=5 ddpo.klWeight=0 ddpo.clipRange=0.0001 ddpo.firstSteps=0 ddpo.evaluationInterval=10 "
        + "ddpo.saveTotalLimit=0 ddpo.choose=aboveBase tia2=tia2")]
    [InlineData(
        "11-overoptimization",
        "precision=bf16 ddpo.samplesPerEpoch=256 ddpo.updatesPerEpoch=4 ddpo.learningRate=0.0003 ddpo.bufferSize=32 rwr.weights=minMax rwr.learningRate=1E-05 "
        + "rwr.batchSize=32 rwr.steps=1000 ddpo.evaluationInterval=10 rwr.evaluationInterval=5 ddpo.saveTotalLimit=0 rwr.saveTotalLimit=0 tia2=tia2")]
    [InlineData("06-best-of-n", "imagesPerPrompt=256 topK=4 numInferenceSteps=50 tia2=tia2")]
    public void PaperSd21_OfEachRecipe_IsWhatTheAuthorsRan(string recipe, string expected)
    {
        var values = Values(Info(recipe), "paper-sd21", []);
        foreach (var (name, value) in expected.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1])))
        {
            values[name].Replace(" ", "", StringComparison.Ordinal).ShouldBe(value, name);
        }

        File.Exists(Path.Combine(Workplace.Repository, values["rewardPreset"])).ShouldBeTrue();
    }

    // What a run of the former version recorded, by the names that its recipe had, means the same options.
    [Theory]
    [InlineData(
        "09-rwr",
        "poolSize=4 top=2 weights=raw temperature=1 betas=0,1 kl=noise steps=4 batchSize=4 learningRate=0.0001 stepCount=4 guidanceScale=3 sampleBatchSize=8 "
        + "microBatchSize=0 recompute=false evaluationInterval=1 evaluationImages=4 alarm=mark "
        + "choose=last keep=3 adapterFormat=diffusers forPeople=4 promptCount=2")]
    [InlineData(
        "10-ddpo",
        "epochs=2 samplesPerEpoch=8 stepCount=4 guidanceScale=3 learningRate=0.001 updatesPerEpoch=2 clipRange=0.0001 normalization=group bufferSize=16 "
        + "firstSteps=0 klWeight=0 sampleBatchSize=8 judgeSamples=true microBatchSize=0 recompute=false evaluationInterval=1 evaluationImages=4 alarm=mark "
        + "choose=last keep=3 adapterFormat=diffusers forPeople=4 promptCount=2")]
    [InlineData(
        "10-ddpo",
        "ddpo.epochs=2 ddpo.samplesPerEpoch=8 ddpo.updatesPerEpoch=2 ddpo.stepCount=4 ddpo.sampleBatchSize=8 "
        + "ddpo.evaluationInterval=1 ddpo.choose=last forPeople=4 promptCount=2")]
    [InlineData(
        "11-overoptimization",
        "stepCount=3 epochs=2 samplesPerEpoch=8 ddpoGuidance=3 ddpoRate=0.001 updatesPerEpoch=1 clipRange=0.0001 normalization=group bufferSize=16 "
        + "firstSteps=0 judgeSamples=true poolSize=4 top=2 weights=rank steps=10 rwrBatchSize=4 rwrGuidance=3 rwrRate=0.0001 beta=0 sampleBatchSize=8 "
        + "microBatchSize=0 recompute=false evaluationInterval=2 rwrEvaluationInterval=2 "
        + "evaluationImages=4 choose=last keep=3 imagesPerPrompt=4 promptCount=2")]
    public void FormerNames_OfARunOfTheFormerVersion_GiveTheOptionsOfTodaysPreset(string recipe, string recorded)
    {
        var info = Info(recipe);
        var former = RecipeArguments.Resolve(info, settings: recorded.Split(' '));

        former.Notices.ShouldNotBeEmpty();
        Values(info, null, recorded.Split(' ')).ShouldBe(Values(info, "smoke", []), ignoreOrder: true);
    }

    private RecipeInfo Info(string recipe) => _entries.Single(entry => entry.Name == recipe).Info!;

    // All of them, those too that nobody gives.
    private static Dictionary<string, string> Values(RecipeInfo info, string? preset, IEnumerable<string> settings)
    {
        var given = RecipeArguments.Resolve(info, preset, settings).Values;
        return info.Parameters.ToDictionary(
            p => p.Name, p => Convert.ToString(given.GetValueOrDefault(p.Name, p.Default), CultureInfo.InvariantCulture)!, StringComparer.Ordinal);
    }
}
