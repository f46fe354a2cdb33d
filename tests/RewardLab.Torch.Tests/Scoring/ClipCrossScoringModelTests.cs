using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Scoring;

public sealed class ClipCrossScoringModelTests : IDisposable
{
    private static readonly string[] Prompts = ["red box", "blue box", "two red boxes", "red box"];

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;

    public ClipCrossScoringModelTests()
    {
        var vocabulary = ClipBpeVocabularyTrainer.Train(["red box", "two blue boxes"], 20, minCount: 1);
        vocabulary.WriteTo(_folder, maxLength: 10);
        File.WriteAllText(Path.Combine(_folder, "config.json"), $$"""
            {
              "projection_dim": 6,
              "text_config": {
                "hidden_size": 8, "intermediate_size": 16, "max_position_embeddings": 10, "num_attention_heads": 2, "num_hidden_layers": 2,
                "vocab_size": {{vocabulary.Tokens.Count}}, "eos_token_id": {{vocabulary.Tokens["<|endoftext|>"]}}
              },
              "vision_config": { "hidden_size": 8, "image_size": 16, "intermediate_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "patch_size": 8 }
            }
            """);
        File.WriteAllText(Path.Combine(_folder, "preprocessor_config.json"), """{ "size": 16, "crop_size": 16 }""");
        random.manual_seed(3);
        using var model = new ClipModel(ClipConfig.Load(Path.Combine(_folder, "config.json")));
        ModuleWeights.Save(model, Path.Combine(_folder, "model.safetensors"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Score_Grid_EqualsScoringEachImageAndPromptAlone()
    {
        using var reward = Open(batchSize: 2);
        var images = Noise(5);
        var grid = reward.Score(images, Prompts, CancellationToken.None);
        for (var i = 0; i < images.Count; i++)
        {
            for (var j = 0; j < Prompts.Length; j++)
            {
                using var alone = Open(batchSize: 1);
                alone.Score(images.Slice(i, 1), Prompts[j], CancellationToken.None)[0].ShouldBe(grid[i, j], 1e-4f);
            }
        }
    }

    [Fact]
    public void Score_RepeatedPrompt_ScoresAlike()
    {
        using var reward = Open(batchSize: 4);
        var grid = reward.Score(Noise(3), Prompts, CancellationToken.None);
        grid.Column(3).ShouldBe(grid.Column(0));
        grid.Column(1).ShouldNotBe(grid.Column(0));
    }

    [Fact]
    public void Score_WithoutLogitScale_IsACosine()
    {
        using var scaled = Open(batchSize: 4);
        using var cosine = new CrossScorer("c", ClipCrossScoringModel.Open(ModelFolder.Open(_folder), usesLogitScale: false));
        var expected = scaled.Score(Noise(3), Prompts, CancellationToken.None).AsSpan().ToArray();
        var actual = cosine.Score(Noise(3), Prompts, CancellationToken.None).AsSpan().ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBeInRange(-1, 1);
            (actual[i] * MathF.Exp(2.6592f)).ShouldBe(expected[i], 1e-3f);
        }
    }

    [Fact]
    public void Score_MoreTextsThanTheCacheHolds_StillScoresAll()
    {
        var config = ClipConfig.Load(Path.Combine(_folder, "config.json"));
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.FromFile(Path.Combine(_folder, "preprocessor_config.json")));
        var model = new ClipModel(config);
        using (var weights = SafetensorsFile.Open(Path.Combine(_folder, "model.safetensors")))
        {
            ModuleWeights.Load(model, weights);
        }

        using var small = new CrossScorer(
            "c", new ClipCrossScoringModel(model, ClipTokenizer.FromFolder(_folder), preprocessor, usesLogitScale: true, textCacheSize: 1));
        using var large = Open(batchSize: 4);
        for (var repeat = 0; repeat < 2; repeat++)
        {
            small.Score(Noise(2), Prompts, CancellationToken.None).AsSpan().ToArray()
                .ShouldBe(large.Score(Noise(2), Prompts, CancellationToken.None).AsSpan().ToArray(), 1e-5);
        }
    }

    [Fact]
    public void Score_Cancelled_Stops()
    {
        using var reward = Open(batchSize: 1);
        Should.Throw<OperationCanceledException>(() => reward.Score(Noise(2), Prompts, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Score_NothingToScore_GivesAnEmptyGrid()
    {
        using var reward = Open(batchSize: 1);
        reward.Score(Noise(2), [], CancellationToken.None).PromptCount.ShouldBe(0);
        reward.Score(new ImageBatch([], 0, 16, 16), Prompts, CancellationToken.None).ImageCount.ShouldBe(0);
    }

    private static ImageBatch Noise(int count)
    {
        var pixels = new byte[count * 24 * 20 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)SeedStream.Create(9, "noise")[i];
        }

        return new ImageBatch(pixels, count, 24, 20);
    }

    private CrossScorer Open(int batchSize) => new("c", ClipCrossScoringModel.Open(ModelFolder.Open(_folder), usesLogitScale: true), batchSize);
}
