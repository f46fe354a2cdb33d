using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Preflights;
using RewardLab.Hosting;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests;

/// <summary>What is known of a run before it starts: weights, work, time, memory.</summary>
public sealed class PreflightTests : IDisposable
{
    private static readonly IReadOnlyList<ComponentDescription> Components =
    [
        new(ComponentKind.ImageModel, "painter", "paints", "p", typeof(PainterOptions)),
        new(ComponentKind.Reward, "preferred", "scores", "p", typeof(WeightOptions)),
        new(ComponentKind.Reward, "small", "scores", "p", typeof(NoOptions)),
    ];

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-preflight-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Experiment_WithoutItsWeights_SaysWhichAndHowToGetThem()
    {
        var preflight = Read(Open("model: { id: painter, model: ./nowhere }\nprompts: [a, b, c]\nreward: { reward: preferred }\nimagesPerPrompt: 4\n"));

        preflight.Work.ShouldBe("12 images x 30 steps");
        preflight.Missing.Select(model => (model.Model, model.Download)).ShouldBe([("./nowhere", null), ("pickscore", "pickscore")]);
        preflight.Missing[1].Reason.ShouldContain("rewardlab models get pickscore");
        preflight.FreeBytes.ShouldBeGreaterThan(0);
        preflight.ExceedsMemory.ShouldBeFalse();
        (preflight with { WeightBytes = 3_400_000_000, FreeBytes = 2_000_000_000 }).ShouldSatisfyAllConditions(
            large => large.ExceedsMemory.ShouldBeTrue(), large => large.Summary.ShouldBe("12 images x 30 steps, weights 3.4 GB"));
        Read(Open("model: { id: painter, model: someone/something }\n")).Missing.Single().Download.ShouldBe("someone/something");
    }

    [Fact]
    public void Memory_OfWeightsAndImages_IsALowerBoundThatSaysWhatItCounts()
    {
        const string Text = "prompts: [a, b]\nreward: { reward: small }\nimagesPerPrompt: 500\n";
        var sized = Read(Open("model: { id: painter, width: 1024, height: 512 }\n" + Text));

        sized.ImageBytes.ShouldBe(2L * 500 * 1024 * 512 * 3);
        sized.Needs.ShouldBe("at least 1.6 GB: images 1.6 GB; not what a batch's activations and training take besides");
        (sized with { WeightBytes = 3_400_000_000, FreeBytes = 4_000_000_000 }).ShouldSatisfyAllConditions(
            both => both.ExceedsMemory.ShouldBeTrue("neither does alone"),
            both => both.Needs.ShouldStartWith("at least 5.0 GB: weights as stored 3.4 GB, images 1.6 GB; not what a batch's activations"));

        // An image model that has a size of its own tells none.
        Read(Open("model: painter\n" + Text)).ShouldSatisfyAllConditions(
            own => own.ImageBytes.ShouldBe(0), own => own.Needs.ShouldBe("not known: no weights and no images of a known size"));
    }

    [Fact]
    public void Experiment_LikeAnEarlierRun_TakesItsTimeInProportion()
    {
        const string Text = "model: painter\nprompts: [a, b]\nreward: { reward: small }\n";
        Run("draw", 60, new Dictionary<string, object?>(), Text);

        Read(Open(Text + "imagesPerPrompt: 32\n")).Time.ShouldBe("about 2:00");
        Read(Open(Text)).ShouldSatisfyAllConditions(
            same => same.Time.ShouldBe("about 1:00"), same => same.Missing.ShouldBeEmpty(), same => same.Summary.ShouldBe("32 images x 30 steps, about 1:00"));
        Read(Open(Text.Replace("small", "preferred", StringComparison.Ordinal))).Time.ShouldBeEmpty();
    }

    [Fact]
    public void Recipe_OfExposedOptionsAndNamedRewards_NeedsTheirWeights()
    {
        var path = Path.Combine(_place, "01-score.csx");
        File.WriteAllText(path, "var n = Lab.Param(\"n\", 3, \"how many\");\nvar rewards = Lab.Param(\"rewards\", \"small, preferred\", \"which\");\n");
        Run("01-score", 30, new Dictionary<string, object?> { ["n"] = 3, ["rewards"] = "small, preferred" }, experiment: null);
        var recipe = new RecipeDocument(RecipeInfo.Read(path), preset: null);

        Read(recipe).ShouldSatisfyAllConditions(
            preflight => preflight.Missing.Select(model => model.Model).ShouldBe(["pickscore"]), preflight => preflight.Time.ShouldBe("about 30 s"));

        recipe.Set(recipe.Fields.First(field => field.Name == "rewards"), "small");
        Read(recipe).ShouldSatisfyAllConditions(preflight => preflight.Missing.ShouldBeEmpty(), preflight => preflight.Time.ShouldBeEmpty());
    }

    private Preflight Read(IPlayable document) => new PreflightReader(
        ModelRegistry.Open(Folders()), new HubCache(Path.Combine(_place, "hub")), Components, Store.List()).Read(document);

    private RunStore Store => new(Path.Combine(_place, "runs"), new ManualTime());

    private ExperimentDocument Open(string text)
    {
        var path = Path.Combine(_place, "experiment.yaml");
        File.WriteAllText(path, text);
        var document = new ExperimentDocument(path, Folders());
        document.Use(Components);
        return document;
    }

    private void Run(string recipe, double seconds, IReadOnlyDictionary<string, object?> parameters, string? experiment)
    {
        var time = new ManualTime();
        using var run = new RunStore(Path.Combine(_place, "runs"), time).Create(
            new RunRecord { Recipe = new RunRecipe { Name = recipe, Path = $"{recipe}.csx" }, Parameters = parameters });
        if (experiment is not null)
        {
            File.WriteAllText(Path.Combine(run.Folder, "experiment.yaml"), experiment);
        }

        time.Advance(TimeSpan.FromSeconds(seconds));
        run.Complete();
    }

    private UserFolders Folders() => new(Path.Combine(_place, "home"), [], Path.Combine(_place, "cache"));

    /// <summary>Options of an image model.</summary>
    public sealed record PainterOptions
    {
        /// <summary>Where its weights are.</summary>
        public string Model { get; init; } = "";

        /// <summary>Steps per image.</summary>
        public int NumInferenceSteps { get; init; } = 30;

        /// <summary>Height in pixels; its own when not given.</summary>
        public int? Height { get; init; }

        /// <summary>Width in pixels; its own when not given.</summary>
        public int? Width { get; init; }
    }

    /// <summary>Options of a reward.</summary>
    public sealed record WeightOptions
    {
        /// <summary>Where its weights are.</summary>
        public string Model { get; init; } = "pickscore";
    }
}
