using RewardLab.Abstractions;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Vision;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Tests.Models.Blip;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training.Rewards;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Training.Rewards;

public sealed class TrainableRewardTests : IDisposable
{
    private static readonly string[] Texts = ["red box", "two blue boxes", "red box two", "box"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clip")]
    [InlineData("imagereward")]
    [InlineData("blip-2")]
    public void Pairs_OfAnyArchitecture_AreTheGridsDiagonalAndWhatScoringGives(string kind)
    {
        using var scope = NewDisposeScope();
        using var reward = Open(kind);
        reward.Module.eval();
        var images = Noise(4);
        var pixels = reward.Preprocessor.Preprocess(images);

        var pairs = reward.Pairs(pixels, Texts);
        var grid = reward.ScoreMatrix(pixels, Texts);

        using var scorer = Scorer(kind, _folder["model"]);
        var scored = scorer.Score(images, Texts, CancellationToken.None);
        var scale = Scale(kind, _folder["model"]);
        for (var i = 0; i < Texts.Length; i++)
        {
            pairs[i].item<float>().ShouldBe(grid[i][i].item<float>(), 1e-4f);
            for (var j = 0; j < Texts.Length; j++)
            {
                ((double)grid[i][j].item<float>()).ShouldBe(scored[i, j] * scale, 1e-4);
            }
        }
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("imagereward")]
    [InlineData("blip-2")]
    public void Pairs_DrivenApart_LearnAndSurviveSaving(string kind)
    {
        using var scope = NewDisposeScope();
        using var reward = Open(kind);
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
        using var scorer = Scorer(kind, _folder["trained"]);
        var scored = scorer.Score(images, Texts, CancellationToken.None);
        var scale = Scale(kind, _folder["trained"]);
        for (var i = 0; i < Texts.Length; i++)
        {
            (scored[i, i] * scale).ShouldBe(after[i].item<float>(), 1e-3f);
        }
    }

    [Fact]
    public void Freeze_HalfOfTheBlocks_LeavesTheUpperHalfAndTheHeadsToLearn()
    {
        using var scope = NewDisposeScope();
        using var reward = Open("imagereward");

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
    public void Open_SomethingElse_SaysWhatItSeemsToBe()
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(_folder["unet"]);
        SafetensorsWriter.Write(
            _folder["unet/model.safetensors"],
            new Dictionary<string, Tensor> { ["conv_in.weight"] = zeros(1), ["time_embedding.linear_1.weight"] = zeros(1) },
            cancellationToken: TestContext.Current.CancellationToken);

        Should.Throw<RewardLabException>(() => TrainableRewards.Open(ModelFolder.Open(_folder["unet"])))
            .Message.ShouldContain("seems to be a U-Net of Stable Diffusion");
    }

    private static CrossScorer Scorer(string kind, string folder)
    {
        var files = ModelFolder.Open(folder);
        return new CrossScorer("scorer", kind switch
        {
            "clip" => ClipCrossScoringModel.Open(files, usesLogitScale: true),
            "imagereward" => ImageRewardCrossScoringModel.Open(files),
            _ => Blip2CrossScoringModel.Open(files, Blip2Score.Itc),
        });
    }

    private static ImageBatch Noise(int count)
    {
        var seeds = SeedStream.Create(9, "noise");
        return new ImageBatch([.. Enumerable.Range(0, count * 40 * 40 * 3).Select(i => (byte)seeds[i])], count, 40, 40);
    }

    [Fact]
    public void Blip2_Temperature_IsLearnedAndSurvivesSaving()
    {
        using var scope = NewDisposeScope();
        using var reward = Open("blip-2");
        reward.Module.eval();
        var pixels = reward.Preprocessor.Preprocess(Noise(4));
        reward.Module.named_parameters().Count(p => p.name.Contains("logit_scale", StringComparison.Ordinal)).ShouldBe(1);
        reward.ScoreMatrix(pixels, Texts).sum().backward();
        var scale = reward.Module.named_parameters().Single(p => p.name == "logit_scale").parameter;
        scale.grad.ShouldNotBeNull();
        using (no_grad())
        {
            scale.AddInPlace(SafeOps.Full([], 0.5));
        }

        var grid = reward.ScoreMatrix(pixels, Texts).detach();
        reward.Save(_folder["trained"]);
        using var again = TrainableRewards.Open(ModelFolder.Open(_folder["trained"]));
        again.Module.eval();

        Scale("blip-2", _folder["trained"]).ShouldBe(1 / 0.07f * MathF.Exp(0.5f), 1e-3f);
        (again.ScoreMatrix(pixels, Texts) - grid).abs().max().item<float>().ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void Blip2_Grids_AreTheContrastAndTheLogOddsOfMatching()
    {
        using var scope = NewDisposeScope();
        using var reward = (TrainableBlip2)Open("blip-2");
        reward.Module.eval();
        var images = Noise(3);
        var (contrastivePrompt, match) = reward.Grids(reward.Preprocessor.Preprocess(images), Texts);

        using var scorer = new CrossScorer("itm", Blip2CrossScoringModel.Open(ModelFolder.Open(_folder["model"]), Blip2Score.Itm));
        var scored = scorer.Score(images, Texts, TestContext.Current.CancellationToken);
        (contrastivePrompt - reward.ScoreMatrix(reward.Preprocessor.Preprocess(images), Texts)).abs().max().item<float>().ShouldBeLessThan(1e-4f);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < Texts.Length; j++)
            {
                ((double)match[i][j].sigmoid().item<float>()).ShouldBe(scored[i, j], 1e-4);
            }
        }
    }

    [Fact]
    public void Fresh_UnknownModelType_NamesFileAndTypes()
    {
        Directory.CreateDirectory(_folder["odd"]);
        File.WriteAllText(Path.Combine(_folder["odd"], "config.json"), "{\"model_type\": \"vit\"}");

        var message = Should.Throw<RewardLabException>(() => TrainableRewards.Fresh(ModelFolder.Open(_folder["odd"]))).Message;
        message.ShouldContain("config.json");
        message.ShouldContain("clip, imagereward or blip-2");
    }

    private static float Scale(string kind, string folder)
    {
        if (kind != "blip-2")
        {
            return 1;
        }

        using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        return weights.Tensors.ContainsKey("temp") ? 1 / weights.Read("temp").item<float>() : 1 / 0.07f;
    }

    private ITrainableReward Open(string kind)
    {
        var folder = _folder["model"];
        Directory.CreateDirectory(folder);
        random.manual_seed(5);
        if (kind == "clip")
        {
            var vocabulary = ClipBpeVocabularyTrainer.Train(["red box", "two blue boxes"], 20, minCount: 1);
            vocabulary.WriteTo(folder, maxLength: 10);
            File.WriteAllText(Path.Combine(folder, "config.json"), new ClipConfig
            {
                ProjectionSize = 8,
                Text = new ClipTextConfig
                {
                    VocabularySize = vocabulary.Tokens.Count,
                    MaxTokenCount = 10,
                    EndOfTextId = vocabulary.Tokens["<|endoftext|>"],
                    HiddenSize = 16,
                    IntermediateSize = 32,
                    LayerCount = 2,
                    HeadCount = 2,
                },
                Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 8, HiddenSize = 16, IntermediateSize = 32, LayerCount = 2, HeadCount = 2 },
            }.ToJson());
        }
        else
        {
            File.WriteAllLines(Path.Combine(folder, "vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "box", "two", "blue", "boxes"]);
            File.WriteAllText(Path.Combine(folder, "config.json"), kind == "blip-2" ? TinyBlip2().ToJson() : ImageRewardModelTests.TinyConfig().ToJson());
        }

        using (var fresh = TrainableRewards.Fresh(ModelFolder.Open(folder)))
        {
            fresh.Save(folder);
        }

        return TrainableRewards.Open(ModelFolder.Open(folder));
    }

    private static Blip2Config TinyBlip2()
    {
        var vision = VisionTransformerConfig.EvaGiant14 with
        {
            ImageSize = 32,
            PatchSize = 8,
            Width = 16,
            LayerCount = 2,
            HeadCount = 2,
            IntermediateSize = 32,
        };
        return new Blip2Config
        {
            Vision = vision,
            QFormer = new Blip2Config().QFormer with
            {
                VocabularySize = 11,
                HiddenSize = 16,
                LayerCount = 2,
                HeadCount = 2,
                IntermediateSize = 32,
                MaxTokenCount = 16,
                EncoderWidth = vision.Width,
            },
            QueryCount = 3,
            ProjectionSize = 8,
            MaxTextTokens = 10,
        };
    }
}
