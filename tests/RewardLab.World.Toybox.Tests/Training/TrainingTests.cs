using RewardLab.Abstractions;
using RewardLab.Numerics.Weights;
using RewardLab.World.Toybox.Rendering;
using RewardLab.World.Toybox.Scenes;
using RewardLab.World.Toybox.Training;
using static TorchSharp.torch;

namespace RewardLab.World.Toybox.Tests.Training;

/// <summary>Each training for a few steps: it runs, writes what its readers read, and gives the same bytes twice.</summary>
public sealed class TrainingTests
{
    private static readonly string Plugin = AppContext.BaseDirectory;

    [Fact]
    public void Vocabulary_Learned_IsTheCommittedOne()
    {
        using var run = Train(new VocabularyTraining());
        foreach (var folder in (string[])["diffusion/tokenizer", "caption", "preference"])
        {
            foreach (var file in (string[])["vocab.json", "merges.txt"])
            {
                run.Weights($"{folder}/{file}").ShouldBe(File.ReadAllBytes(Path.Combine(Plugin, "weights", folder, file)));
            }
        }
    }

    [Fact]
    public void Autoencoder_FewSteps_LearnsAndRepeatsItself() =>
        RunsAlike(() => new AutoencoderTraining(new AutoencoderTrainingOptions { StepCount = 12, LearningRate = 5e-3 }, Plugin), "diffusion/vae/diffusion_pytorch_model.safetensors");

    [Fact]
    public void Denoiser_FewSteps_LearnsAndRepeatsItself() =>
        RunsAlike(
            () => new DenoiserTraining(new DenoiserTrainingOptions { StepCount = 6, PictureCount = 32, BatchSize = 8 }, Plugin),
            "diffusion/unet/diffusion_pytorch_model.safetensors",
            "diffusion/text_encoder/model.safetensors");

    [Fact]
    public void Caption_FewSteps_LearnsAndRepeatsItself() =>
        RunsAlike(() => new CaptionTraining(new CaptionTrainingOptions { StepCount = 6, BatchSize = 16 }, Plugin), "caption/model.safetensors");

    [Fact]
    public void Preference_FewSteps_LearnsAndRepeatsItself() =>
        RunsAlike(
            () => new PreferenceTraining(new PreferenceTrainingOptions { StepCount = 6, BatchSize = 8, PicturesPerPrompt = 3 }, Plugin),
            "preference/model.safetensors");

    [Fact]
    public void Preference_TextHeldFast_LeavesTheTextTowerAsItWas()
    {
        using var run = Train(new PreferenceTraining(new PreferenceTrainingOptions { StepCount = 3, BatchSize = 8, PicturesPerPrompt = 3, TrainText = false, HeldOutShare = 0.5 }, Plugin));
        var (before, after) = (Tensors(Path.Combine(Plugin, "weights", "caption")), Tensors(Path.Combine(run.Folder, "weights", "preference")));
        foreach (var (name, value) in before)
        {
            (value.SequenceEqual(after[name]) == name.StartsWith("text_", StringComparison.Ordinal)).ShouldBeTrue(name);
        }

        run.Events.Where(e => e.Kind == "training.heldout").Select(e => e.Data["moment"]).ShouldBe(["before", "after"]);
    }

    [Fact]
    public void Preference_WithoutImageModel_SaysWhatItNeeds()
    {
        using var run = new FolderRun();
        Should.Throw<RewardLabException>(() => new PreferenceTraining(new PreferenceTrainingOptions(), Plugin)
            .Run(new OptimizationContext { Run = run }, TestContext.Current.CancellationToken)).Message.ShouldContain("image model");
    }

    private static void RunsAlike(Func<IOptimizer> training, params string[] files)
    {
        using var first = Train(training());
        using var second = Train(training());
        first.Events.Count(e => e.Kind == "training.loss").ShouldBeGreaterThan(0);
        foreach (var file in files)
        {
            first.Weights(file).ShouldBe(second.Weights(file), file);
        }
    }

    /// <summary>Trained parameters by name, as bytes; what never learns, such as position ids, is left out.</summary>
    private static Dictionary<string, byte[]> Tensors(string folder)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        return file.Tensors.Keys.Where(name => !name.EndsWith("position_ids", StringComparison.Ordinal)).ToDictionary(name => name, name => file.Read(name).bytes.ToArray());
    }

    private static FolderRun Train(IOptimizer training)
    {
        var run = new FolderRun();
        training.Run(new OptimizationContext { Run = run, Model = new RenderedToys(), Prompts = ["two apples", "a cat and a ball"] }, TestContext.Current.CancellationToken);
        return run;
    }

    /// <summary>An image model that draws any toys, whatever the prompt says.</summary>
    private sealed class RenderedToys : IImageModel
    {
        public string Name => "rendered toys";

        public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken) =>
            SceneRenderer.Render([.. requests.Select(static r =>
            {
                var random = new ToyRandom(r.Seed);
                return SceneSampler.Sample(SceneSampler.SampleCounts(3, random), random);
            })]);

        public void Dispose()
        {
        }
    }
}
