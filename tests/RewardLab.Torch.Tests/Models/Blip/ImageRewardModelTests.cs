using RewardLab.Abstractions;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Vision;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Blip;

public sealed class ImageRewardModelTests
{
    [Fact]
    public void Towers_PublishedNames_MatchReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("imagereward");
        using var model = Load(golden);

        var tokens = model.EncodeImage(golden["image"]);
        var states = new List<Tensor>();
        var last = model.TextStates(golden["input_ids"], golden["attention_mask"], model.Images(tokens), states);

        golden.Check("image_embeds", tokens, GoldenFixture.OutputLimit);
        golden.Check("text_last_hidden_state", Diagonal(last), GoldenFixture.OutputLimit);
        golden.Check("text_hidden_states.0", states[0].squeeze(0), GoldenFixture.OutputLimit);
        for (var i = 1; i < states.Count; i++)
        {
            golden.Check($"text_hidden_states.{i}", Diagonal(states[i]), GoldenFixture.OutputLimit);
        }

        golden.Report("towers");
    }

    [Fact]
    public void Rewards_WholeGrid_MatchReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("imagereward");
        using var model = Load(golden);
        var images = model.Images(model.EncodeImage(golden["image"]));
        var (ids, mask) = (golden["input_ids"], golden["attention_mask"]);

        var raw = model.RawRewards(model.TextStates(ids, mask, images).select(2, 0)); // [images, texts]
        var layered = model.Rewards(ids, mask, images);
        var folded = model.FoldedRewards(ids, mask, images);

        golden.Check("raw_mlp", raw.diagonal().unsqueeze(1), GoldenFixture.OutputLimit);
        golden.Check("rewards", layered.diagonal().unsqueeze(1), GoldenFixture.OutputLimit);
        golden.Check("rewards_all_pairs", layered.t(), GoldenFixture.OutputLimit);
        golden.Check("rewards_all_pairs", folded.t(), GoldenFixture.OutputLimit);
        golden.Report("rewards");
    }

    [Fact]
    public void FoldedRewards_EachTextWithoutItsPadding_MatchReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("imagereward");
        using var model = Load(golden);
        var images = model.Images(model.EncodeImage(golden["image"]));
        var lengths = golden["attention_mask"].sum(1).data<long>().ToArray();
        lengths.ShouldContain(length => length < 35);

        var columns = lengths.Select((length, i) => model.FoldedRewards(golden["input_ids"].narrow(0, i, 1).narrow(1, 0, length), null, images));

        golden.Check("rewards_all_pairs", cat([.. columns], 1).t(), GoldenFixture.OutputLimit);
    }

    [Fact]
    public void FoldedRewards_HeadChangedAndRefolded_FollowTheHead()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("imagereward");
        using var model = Load(golden);
        var images = model.Images(model.EncodeImage(golden["image"]));
        var before = model.FoldedRewards(golden["input_ids"], null, images);

        model.named_parameters().Single(p => p.name == "mlp.layers.7.bias").parameter.FillInPlace(5);
        model.Refold();

        var expected = model.Rewards(golden["input_ids"], null, images);
        var after = model.FoldedRewards(golden["input_ids"], null, images);
        (after - expected).abs().max().item<float>().ShouldBeLessThan(1e-4f);
        (after - before).abs().max().item<float>().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void LoadMed_PublishedFile_TakesTheImagesWidthNotTheFilesOwn()
    {
        using var golden = new GoldenFixture("imagereward");

        var config = ImageRewardConfig.LoadMed(golden.PathOf("med_config.json"));

        config.Text.EncoderWidth.ShouldBe(1024);
        config.Text.LayerCount.ShouldBe(3);
        config.Vision.ShouldBe(VisionTransformerConfig.Large16);
    }

    [Fact]
    public void ToJson_ReadBack_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        var path = folder["config.json"];
        var config = TinyConfig() with { RewardMean = 0.25, RewardDeviation = 2, MaxTextTokens = 12 };

        File.WriteAllText(path, config.ToJson());

        ImageRewardConfig.Load(path).ShouldBe(config);
    }

    [Fact]
    public void EncodeImage_ImagesOfAnotherSize_SaysWhichIsNeeded()
    {
        using var scope = NewDisposeScope();
        using var model = new ImageRewardModel(TinyConfig());

        Should.Throw<RewardLabException>(() => model.EncodeImage(zeros(1, 3, 48, 48))).Message.ShouldContain("[batch, 3, 32, 32]");
    }

    [Fact]
    public void Constructor_FreshModel_IsFinite()
    {
        using var scope = NewDisposeScope();
        using var model = new ImageRewardModel(TinyConfig());

        model.parameters().ShouldAllBe(p => p.isfinite().all().item<bool>());
    }

    internal static ImageRewardConfig TinyConfig() => new()
    {
        Vision = new VisionTransformerConfig { ImageSize = 32, PatchSize = 8, Width = 48, LayerCount = 2, HeadCount = 4, IntermediateSize = 192 },
        Text = new BertConfig
        {
            VocabularySize = 300,
            HiddenSize = 32,
            IntermediateSize = 128,
            LayerCount = 3,
            HeadCount = 4,
            MaxTokenCount = 48,
            EncoderWidth = 48,
        },
        ProjectionSize = 8,
    };

    private static ImageRewardModel Load(GoldenFixture golden)
    {
        var model = new ImageRewardModel(TinyConfig());
        using var source = SafetensorsFile.Open(golden.PathOf("model.safetensors"));
        ModuleWeights.Load(model, source);
        model.eval();
        return model;
    }

    // Image i with text i.
    private static Tensor Diagonal(Tensor grid) => stack([.. Enumerable.Range(0, (int)grid.shape[0]).Select(i => grid[i][i])]);
}
