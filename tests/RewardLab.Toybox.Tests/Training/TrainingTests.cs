using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Training.Rewards;
using RewardLab.Torch.Weights;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;
using RewardLab.Toybox.Training;
using static TorchSharp.torch;

namespace RewardLab.Toybox.Tests.Training;

/// <summary>Each training for a few steps: it runs, writes what its readers read, and gives the same bytes twice.</summary>
public sealed class TrainingTests
{
    private static readonly string Plugin = AppContext.BaseDirectory;

    [Fact]
    public void Vocabulary_Learned_IsTheCommittedOne()
    {
        using var run = Train(new VocabularyTraining());
        foreach (var folder in (string[])["diffusion/tokenizer", "clip", "pickscore"])
        {
            foreach (var file in (string[])["vocab.json", "merges.txt"])
            {
                Weights(run, $"{folder}/{file}").ShouldBe(File.ReadAllBytes(Path.Combine(Plugin, "weights", folder, file)));
            }
        }

        foreach (var file in (string[])["blip2/vocab.txt", "imagereward/vocab.txt"])
        {
            Weights(run, file).ShouldBe(File.ReadAllBytes(Path.Combine(Plugin, "weights", file)));
        }
    }

    [Fact]
    public void Autoencoder_FewSteps_LearnsAndRepeatsItself() =>
        RunsAlike(
            () => new AutoencoderTraining(new AutoencoderTrainingOptions { StepCount = 12, LearningRate = 5e-3 }, Plugin),
            "diffusion/vae/diffusion_pytorch_model.safetensors");

    [Fact]
    public void Denoiser_FewSteps_LearnsAndRepeatsItself() =>
        RunsAlike(
            () => new DenoiserTraining(new DenoiserTrainingOptions { StepCount = 6, ImageCount = 32, BatchSize = 8 }, Plugin),
            "diffusion/unet/diffusion_pytorch_model.safetensors",
            "diffusion/text_encoder/model.safetensors");

    [Theory]
    [InlineData(CaptionLayout.Clip, "clip")]
    [InlineData(CaptionLayout.Blip, "blip")]
    [InlineData(CaptionLayout.Blip2, "blip2")]
    public void Captions_FewSteps_LearnsAndRepeatsItself(CaptionLayout layout, string folder) =>
        RunsAlike(
            () => new CaptionTraining(new CaptionTrainingOptions { Layout = layout, StepCount = 6, BatchSize = 12 }, Plugin), $"{folder}/model.safetensors");

    [Theory]
    [InlineData(CaptionLayout.Blip, "blip")]
    [InlineData(CaptionLayout.Blip2, "blip2")]
    public void Captions_Written_AreOpenedForTrainingAndScoringAlike(CaptionLayout layout, string folder)
    {
        using var run = Train(new CaptionTraining(new CaptionTrainingOptions { Layout = layout, StepCount = 2, BatchSize = 4 }, Plugin));
        var files = ModelFolder.Open(Path.Combine(run.Folder, "weights", folder));
        using var trainable = TrainableRewards.Open(files);
        trainable.Module.eval();
        using ICrossScoringModel model = layout == CaptionLayout.Blip
            ? ImageRewardCrossScoringModel.Open(files)
            : Blip2CrossScoringModel.Open(files, Blip2Score.Itc);
        using var scorer = new CrossScorer("scorer", model);
        var scenes = ToyClasses.All.Select(static c => SceneSampler.Sample(ToyCounts.From((c, 1)), new ToyRandom((ulong)c))).ToArray();
        var images = SceneRenderer.Render(scenes);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var trained = trainable.ScoreMatrix(trainable.Preprocessor.Preprocess(images), ["a cat", "two cats"]).data<float>().ToArray();
        var scored = scorer.Score(images, ["a cat", "two cats"], TestContext.Current.CancellationToken).AsSpan().ToArray();

        // BLIP-2's contrast is divided by its learned temperature in training.
        var scale = trained[0] / scored[0];
        for (var i = 0; i < scored.Length; i++)
        {
            ((double)trained[i]).ShouldBe(scored[i] * (layout == CaptionLayout.Blip ? 1 : scale), 1e-4);
        }

        (layout == CaptionLayout.Blip2 ? scale : 1).ShouldBeInRange(1, 100);
    }

    private static void RunsAlike(Func<IAlgorithm> training, params string[] files)
    {
        using var first = Train(training());
        using var second = Train(training());
        first.Events.Count(e => e.Kind == "training.loss").ShouldBeGreaterThan(0);
        foreach (var file in files)
        {
            Weights(first, file).ShouldBe(Weights(second, file), file);
        }
    }

    private static byte[] Weights(FolderRun run, string file) => File.ReadAllBytes(Path.Combine(run.Folder, "weights", file));

    private static FolderRun Train(IAlgorithm training)
    {
        var run = new FolderRun();
        training.Run(
            new OptimizationContext { Run = run, Model = new RenderedToys(), Prompts = ["two apples", "a cat and a ball"] },
            TestContext.Current.CancellationToken);
        return run;
    }

    /// <summary>An image model that generates any toys, whatever the prompt says.</summary>
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
