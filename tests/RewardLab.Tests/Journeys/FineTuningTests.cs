using System.Text;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Tests.Journeys;

/// <summary>Fine-tuning Toybox through the built program: killed at random, and images generated with its adapter.</summary>
public sealed class FineTuningTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("ddpo", "epochs = 5, samplesPerEpoch = 4, updatesPerEpoch = 2, clipRange = 0.001")]
    [InlineData("rwr", "steps = 10, stepsPerEpoch = 2, batchSize = 4, poolSize = 4, topK = 2, weights = \"rank\"")]
    [InlineData("nft", "epochs = 5, samplesPerEpoch = 4, imagesPerPrompt = 2, updatesPerEpoch = 2, oldPolicy = \"rising\"")]
    public void Run_KilledFiveTimesAtRandom_EndsInTheSameBytesAndEvents(string optimizer, string options) =>
        CheckKilled(optimizer, options, killCount: 5, seed: 7);

    /// <summary>The same for longer: minutes, so only run when asked for (-explicit only).</summary>
    [Theory(Explicit = true)]
    [InlineData("ddpo", "epochs = 30, samplesPerEpoch = 8, updatesPerEpoch = 2, clipRange = 0.001, firstSteps = 2, alarmWindow = 3", 1)]
    [InlineData("ddpo", "epochs = 30, samplesPerEpoch = 8, normalization = \"group\", klWeight = 0.1, gradientCheckpointing = true", 2)]
    [InlineData("rwr", "steps = 60, stepsPerEpoch = 2, batchSize = 8, poolSize = 16, topK = 4, weights = \"softmax\", beta = new[] { 0.0, 0.5 }", 3)]
    [Trait("Category", "Slow")]
    public void Run_KilledTwentyTimesAtRandom_EndsInTheSameBytesAndEvents(string optimizer, string options, int seed) =>
        CheckKilled(optimizer, options, killCount: 20, seed);

    [Fact]
    public void Recipes_OfFineTuning_RunTheirSmokePresets()
    {
        foreach (var recipe in (string[])["09-rwr", "10-ddpo", "11-overoptimization", "15-dpo", "16-nft"])
        {
            var outcome = _place.Run("run", Path.Combine(Workplace.Repository, "recipes", recipe + ".csx"), "--preset", "smoke", "--runs", recipe);
            outcome.ExitCode.ShouldBe(0, recipe + ": " + outcome.Error);
            File.Exists(Path.Combine(Directory.GetDirectories(_place[recipe]).ShouldHaveSingleItem(), "report.html")).ShouldBeTrue();
        }

        var run = Directory.GetDirectories(_place["11-overoptimization"]).ShouldHaveSingleItem();
        Directory.GetFiles(run, "pytorch_lora_weights.safetensors", SearchOption.AllDirectories).Length.ShouldBeGreaterThanOrEqualTo(6);
        File.Exists(Path.Combine(run, "ddpo-images.png")).ShouldBeTrue();

        // What each puts aside for people: the base, and what was tuned; of two runs all four are told apart.
        var (rwr, ddpo) = (Directory.GetDirectories(_place["09-rwr"]).Single(), Directory.GetDirectories(_place["10-ddpo"]).Single());
        var judged = _place.Run(
            "judge", $"rwr={rwr}", $"ddpo={ddpo}", "--to", "judged.db", "--reward-annotator", "inspector=toybox-truth,toybox-fidelity@0.02", "--no-page");
        judged.ExitCode.ShouldBe(0, judged.Error);
        var shown = _place.Run("study", "show", "judged.db");
        foreach (var model in (string[])["rwr base", "rwr rwr by textnorm, beta 0", "rwr rwr by textnorm, beta 1", "ddpo base", "ddpo ddpo against textnorm"])
        {
            shown.Output.ShouldContain(model);
        }
    }

    [Fact]
    public async Task Recipe_OfPreferences_MakesALoraOfAStudysLabels()
    {
        var recipe = Path.Combine(Workplace.Repository, "recipes", "15-dpo.csx");
        string[] small = ["--preset", "smoke", "--set", "forPeople=0", "--set", "promptCount=1"];
        _place.Run(["run", recipe, .. small, "--runs", "generated"]).ExitCode.ShouldBe(0);
        var images = Path.Combine(Directory.GetDirectories(_place["generated"]).ShouldHaveSingleItem(), "images");
        StudyItem[] items =
        [
            .. Directory.GetFiles(images, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => new StudyItem(0, "two cats", [new StudyImage(images, Path.GetRelativePath(images, file).Replace('\\', '/'))], [])),
        ];
        var labels = Path.Combine(images, "labels.db");
        using (var study = Study.Begin(labels, new StudyPlan(StudyKind.Labels, "cats", 1, 7), items, new ManualTime()))
        {
            var anna = study.Join("Anna");
            await study.SaveAsync([.. study.Items.Select(item => new NewAnswer(anna.Id, item.Id, StudyQuestion.Match, item.Id % 2 == 0 ? 1 : 0))]);
        }

        var outcome = _place.Run(["run", recipe, .. small, "--set", $"labels={labels}", "--runs", "tuned"]);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        (outcome.Output + outcome.Error).ShouldContain("4 pairs of 4 images and 1 prompt.");
        var run = Directory.GetDirectories(_place["tuned"]).ShouldHaveSingleItem();
        File.Exists(Path.Combine(run, "dpo", "lora", "pytorch_lora_weights.safetensors")).ShouldBeTrue();
    }

    [Fact]
    public void Run_NegativeAwareFineTuning_DarkensImagesForARewardOfDarkness()
    {
        _place.Write(
            "dark.csx",
            """
            var dark = Lab.Reward("dark", (image, prompt) => -image.Mean((r, g, b) => (r + g + b) / 3.0));
            Lab.Algorithm("nft", new { name = "nft", epochs = 4, samplesPerEpoch = 32, imagesPerPrompt = 16, numInferenceSteps = 4, guidanceScale = 3.0,
                    learningRate = 0.003, sampleBatchSize = 32, evaluationInterval = 4, evaluationImages = 8, useGlobalDeviation = false })
                .Run(Lab.ImageModel("toybox", new { device = "cpu" }), dark, ["a cat", "two balls"], [Lab.Reward("toybox-truth")]);
            """);
        var outcome = _place.Run("run", "dark.csx", "--threads", "1", "--runs", "dark");
        outcome.ExitCode.ShouldBe(0, outcome.Error);

        var run = Directory.GetDirectories(_place["dark"]).ShouldHaveSingleItem();
        var rewards = RunEvents.Read(run).Where(item => item.Kind == "finetune.evaluation")
            .Select(item => item.Metrics.Single(metric => metric.Name == "proxy").Value).ToArray();
        rewards.Length.ShouldBe(2);
        rewards[1].ShouldBeGreaterThan(rewards[0] + 1); // of 255: most of the held-out images are darker
    }

    public void Dispose() => _place.Dispose();

    private void CheckKilled(string optimizer, string options, int killCount, int seed)
    {
        _place.Write(
            "tune.csx",
            $$"""
            Lab.Algorithm("{{optimizer}}", new { name = "tuned", {{options}}, learningRate = 1e-3, numInferenceSteps = 3, guidanceScale = 3.0, sampleBatchSize = 4, evaluationInterval = 2, evaluationImages = 2 })
                .Run(Lab.ImageModel("toybox", new { device = "cpu" }), Lab.Reward("toybox-pickscore"), ["a cat", "two balls"], [Lab.Reward("toybox-truth")]);
            """);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        _place.Run("run", "tune.csx", "--threads", "1", "--runs", "whole").ExitCode.ShouldBe(0);
        var duration = watch.Elapsed;
        var whole = Directory.GetDirectories(_place["whole"]).ShouldHaveSingleItem();

        // Anywhere from the start of the program to its end; the more often, the sooner, so that work is left for the later ones.
        var random = new Random(seed);
        for (var kill = 0; kill < killCount && Status() != RunStatus.Completed; kill++)
        {
            using var program = kill == 0
                ? _place.Start("run", "tune.csx", "--threads", "1", "--runs", "killed")
                : _place.Start("runs", "resume", "last", "--runs", "killed");
            program.WaitFor(() => Directory.Exists(_place["killed"]) && Directory.GetDirectories(_place["killed"]).Length > 0, "the run's folder");
            program.Process.WaitForExit(TimeSpan.FromSeconds(random.NextDouble() * duration.TotalSeconds * 5 / killCount));
            program.Process.Kill();
            program.Process.WaitForExit();
        }

        if (Status() != RunStatus.Completed)
        {
            _place.Run("runs", "resume", "last", "--runs", "killed").ExitCode.ShouldBe(0);
        }

        var killed = Directory.GetDirectories(_place["killed"]).ShouldHaveSingleItem();
        foreach (var file in Directory.GetFiles(Path.Combine(whole, "tuned"), "*.safetensors", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(whole, path)))
        {
            File.ReadAllBytes(Path.Combine(killed, file)).SequenceEqual(File.ReadAllBytes(Path.Combine(whole, file))).ShouldBeTrue(file);
        }

        foreach (var (actual, expected) in Essence(killed).Zip(Essence(whole)))
        {
            actual.ShouldBe(expected);
        }

        Essence(killed).Length.ShouldBe(Essence(whole).Length);
        // TensorBoard has the held-out images of every evaluation, also of those before a kill.
        Sheets(killed).ShouldBe(Sheets(whole));
        Sheets(whole).ShouldBe(Directory.GetFiles(Path.Combine(whole, "tuned"), "epoch-*.png", SearchOption.AllDirectories).Length);
        Directory.GetFiles(Path.Combine(killed, "tuned"), "events.out.*", SearchOption.AllDirectories)
            .Length.ShouldBe(Directory.GetFiles(Path.Combine(whole, "tuned"), "events.out.*", SearchOption.AllDirectories).Length);

        RunStatus? Status() => Directory.Exists(_place["killed"]) ? new RunStore(_place["killed"], new ManualTime()).Find("last").Record?.Status : null;
    }

    private static int Sheets(string run) => Directory.GetFiles(Path.Combine(run, "tuned"), "events.out.*", SearchOption.AllDirectories)
        .Sum(path => Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split("\u0089PNG").Length - 1);

    private static string[] Essence(string run) => [.. RunEvents.Read(run).Select(item => item.ToEssence())];
}
