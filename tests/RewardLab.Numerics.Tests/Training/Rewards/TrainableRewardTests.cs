using RewardLab.Abstractions;
using RewardLab.Numerics.Models.Blip;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Scoring;
using RewardLab.Numerics.Scoring.Models;
using RewardLab.Numerics.Tensors;
using RewardLab.Numerics.Tests.Models.Blip;
using RewardLab.Numerics.Text;
using RewardLab.Numerics.Training.Rewards;
using RewardLab.Numerics.Weights;
using static TorchSharp.torch;

namespace RewardLab.Numerics.Tests.Training.Rewards;

public sealed class TrainableRewardTests : IDisposable
{
    private static readonly string[] Texts = ["red box", "two blue boxes", "red box two", "box"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pairs_OfAnyArchitecture_AreTheGridsDiagonalAndWhatScoringGives(bool isClip)
    {
        using var scope = NewDisposeScope();
        using var reward = Open(isClip);
        reward.Module.eval();
        var images = Noise(4);
        var pixels = reward.Preprocessor.Preprocess(images);

        var pairs = reward.Pairs(pixels, Texts);
        var grid = reward.Grid(pixels, Texts);

        using var scorer = Scorer(isClip, _folder["model"]);
        var scored = scorer.Score(images, Texts, CancellationToken.None);
        for (var i = 0; i < Texts.Length; i++)
        {
            pairs[i].item<float>().ShouldBe(grid[i][i].item<float>(), 1e-4f);
            for (var j = 0; j < Texts.Length; j++)
            {
                grid[i][j].item<float>().ShouldBe(scored[i, j], 1e-4f);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pairs_DrivenApart_LearnAndSurviveSaving(bool isClip)
    {
        using var scope = NewDisposeScope();
        using var reward = Open(isClip);
        reward.Module.eval();
        var images = Noise(4);
        var pixels = reward.Preprocessor.Preprocess(images);
        var before = reward.Pairs(pixels, Texts).sum().item<float>();

        for (var step = 0; step < 5; step++)
        {
            reward.Module.zero_grad();
            reward.Pairs(pixels, Texts).sum().backward();
            using var ungraded = no_grad();
            foreach (var parameter in reward.Module.parameters().Where(p => p.grad is not null))
            {
                parameter.AddInPlace(parameter.grad!, 1e-3);
            }
        }

        var after = reward.Pairs(pixels, Texts);
        after.sum().item<float>().ShouldBeGreaterThan(before);
        reward.Save(_folder["trained"]);
        using var scorer = Scorer(isClip, _folder["trained"]);
        var scored = scorer.Score(images, Texts, CancellationToken.None);
        for (var i = 0; i < Texts.Length; i++)
        {
            scored[i, i].ShouldBe(after[i].item<float>(), 1e-3f);
        }
    }

    [Fact]
    public void Freeze_HalfOfTheBlocks_LeavesTheUpperHalfAndTheHeadsToLearn()
    {
        using var scope = NewDisposeScope();
        using var reward = Open(isClip: false);

        reward.Freeze(0.5);

        var learning = reward.Module.named_parameters().Where(p => p.parameter.requires_grad).Select(p => p.name).ToArray();
        learning.ShouldContain("mlp.layers.0.weight");
        learning.ShouldContain("blip.visual_encoder.blocks.1.attn.qkv.weight");
        learning.ShouldContain("blip.text_encoder.encoder.layer.1.attention.self.query.weight");
        learning.ShouldNotContain("blip.visual_encoder.blocks.0.attn.qkv.weight");
        learning.ShouldNotContain("blip.text_encoder.encoder.layer.0.attention.self.query.weight");
        learning.ShouldNotContain("blip.visual_encoder.pos_embed");
        learning.ShouldNotContain("blip.text_encoder.embeddings.word_embeddings.weight");
    }

    [Fact]
    public void Open_SomethingElse_SaysWhatItLooksLike()
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(_folder["unet"]);
        SafetensorsWriter.Write(_folder["unet/model.safetensors"], new Dictionary<string, Tensor> { ["conv_in.weight"] = zeros(1), ["time_embedding.linear_1.weight"] = zeros(1) }, cancellationToken: TestContext.Current.CancellationToken);

        Should.Throw<RewardLabException>(() => TrainableRewards.Open(ModelFolder.Open(_folder["unet"]))).Message.ShouldContain("looks like a U-Net of Stable Diffusion");
    }

    private static GridReward Scorer(bool isClip, string folder)
    {
        var files = ModelFolder.Open(folder);
        return new GridReward("scorer", isClip ? ClipGridModel.Open(files, usesLogitScale: true) : ImageRewardGridModel.Open(files));
    }

    private static ImageBatch Noise(int count)
    {
        var seeds = SeedStream.Of(9, "noise");
        return new ImageBatch([.. Enumerable.Range(0, count * 40 * 40 * 3).Select(i => (byte)seeds[i])], count, 40, 40);
    }

    private ITrainableReward Open(bool isClip)
    {
        var folder = _folder["model"];
        Directory.CreateDirectory(folder);
        random.manual_seed(5);
        if (isClip)
        {
            var vocabulary = ClipBpeVocabularyTrainer.Train(["red box", "two blue boxes"], 20, minCount: 1);
            vocabulary.WriteTo(folder, maxLength: 10);
            using var clip = new ClipModel(new ClipConfig
            {
                ProjectionSize = 8,
                Text = new ClipTextConfig
                {
                    VocabularySize = vocabulary.Tokens.Count, MaxTokenCount = 10, EndOfTextId = vocabulary.Tokens["<|endoftext|>"], HiddenSize = 16, IntermediateSize = 32, LayerCount = 2, HeadCount = 2,
                },
                Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 8, HiddenSize = 16, IntermediateSize = 32, LayerCount = 2, HeadCount = 2 },
            });
            File.WriteAllText(Path.Combine(folder, "config.json"), clip.Config.ToJson());
            ModuleWeights.Save(clip, Path.Combine(folder, "model.safetensors"));
        }
        else
        {
            File.WriteAllLines(Path.Combine(folder, "vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "box", "two", "blue", "boxes"]);
            using var model = new ImageRewardModel(ImageRewardModelTests.TinyConfig());
            File.WriteAllText(Path.Combine(folder, "config.json"), model.Config.ToJson());
            ModuleWeights.Save(model, Path.Combine(folder, "model.safetensors"));
        }

        return TrainableRewards.Open(ModelFolder.Open(folder));
    }
}
