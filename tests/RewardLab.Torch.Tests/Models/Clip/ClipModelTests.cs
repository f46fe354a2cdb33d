using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Clip;

public sealed class ClipModelTests
{
    [Theory]
    [InlineData("clip_vitb")]
    [InlineData("clip_pickscore")]
    public void Towers_FullLengthTextsWithMask_MatchReference(string fixture)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);

        var text = model.TextStates(golden["input_ids"], golden["attention_mask"]);
        var image = model.ImageStates(golden["pixel_values"]);

        golden.Check("text_model.last_hidden_state", text.LastHiddenState, GoldenFixture.OutputLimit);
        golden.Check("text_model.pooler_output", text.PoolerOutput, GoldenFixture.OutputLimit);
        golden.Check("vision_model.last_hidden_state", image.LastHiddenState, GoldenFixture.OutputLimit);
        golden.Check("vision_model.pooler_output", image.PoolerOutput, GoldenFixture.OutputLimit);
        golden.Report("towers");
    }

    [Theory]
    [InlineData("clip_vitb", "", "input_ids", "attention_mask")]
    [InlineData("clip_vitb", "nomask.", "input_ids", null)]
    [InlineData("clip_vitb", "longest.", "longest.input_ids", "longest.attention_mask")]
    [InlineData("clip_vitb", "zeropad.", "zeropad.input_ids", null)]
    [InlineData("clip_pickscore", "", "input_ids", "attention_mask")]
    [InlineData("clip_pickscore", "nomask.", "input_ids", null)]
    [InlineData("clip_pickscore", "longest.", "longest.input_ids", "longest.attention_mask")]
    [InlineData("clip_pickscore", "zeropad.", "zeropad.input_ids", null)]
    public void Forward_EachWayOfPadding_MatchesReference(string fixture, string variant, string ids, string? mask)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        var pixels = golden["pixel_values"];

        var text = model.EncodeText(golden[ids], mask is null ? null : golden[mask]);
        var image = model.EncodeImage(pixels);
        var logits = model.call(pixels, golden[ids], mask is null ? null : golden[mask]);

        golden.Check(variant + "text_embeds", ClipModel.Normalized(text), GoldenFixture.OutputLimit);
        golden.Check(variant + "image_embeds", ClipModel.Normalized(image), GoldenFixture.OutputLimit);
        golden.Check(variant + "logits_per_image", logits, GoldenFixture.OutputLimit);
        golden.Check(variant + "logits_per_text", logits.transpose(0, 1), GoldenFixture.OutputLimit);
        golden.Report($"model {variant}");
    }

    [Theory]
    [InlineData("clip_vitb")]
    [InlineData("clip_pickscore")]
    public void Logits_AsPickScoreDefinesItsScore_MatchReference(string fixture)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);

        var text = model.EncodeText(golden["longest.input_ids"], golden["longest.attention_mask"]);
        var image = model.EncodeImage(golden["pixel_values"]);
        var scores = model.Logits(image, text).transpose(0, 1); // [texts, images]

        golden.Check("longest.get_text_features", text, GoldenFixture.OutputLimit);
        golden.Check("longest.get_image_features", image, GoldenFixture.OutputLimit);
        golden.Check("longest.pickscore.scores", scores, GoldenFixture.OutputLimit);
        golden.Check("longest.pickscore.probs", scores.softmax(-1), GoldenFixture.OutputLimit);
        golden.Report("PickScore");
    }

    [Fact]
    public void Forward_ImagesOfAnotherSize_SaysWhichIsNeeded()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("clip_vitb");
        using var model = Load(golden);

        Should.Throw<RewardLabException>(() => model.EncodeImage(zeros(1, 3, 32, 32))).Message.ShouldContain("[batch, 3, 64, 64]");
    }

    [Fact]
    public void EncodeImage_Repeated_LeavesOnlyItsOutput()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("clip_vitb");
        using var model = Load(golden);
        var (pixels, ids) = (golden["pixel_values"], golden["input_ids"]);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var image = model.EncodeImage(pixels);
        var text = model.EncodeText(ids);

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before + 2);
        image.Dispose();
        text.Dispose();
    }

    [Fact]
    public void Constructor_FreshModel_IsFiniteAndNamedAsPublished()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("clip_vitb");
        ClipModel model;
        using (NewDisposeScope())
        {
            model = new ClipModel(ClipConfig.Load(golden.PathOf("config.json")));
        }

        using (model)
        {
            model.parameters().ShouldAllBe(p => p.isfinite().all().item<bool>());
            model.LogitScale.item<float>().ShouldBe(4.6051702f);
            model.state_dict().Keys.ShouldContain("vision_model.pre_layrnorm.weight");
            model.state_dict().Count.ShouldBe(62);
        }
    }

    private static ClipModel Load(GoldenFixture golden)
    {
        var model = new ClipModel(ClipConfig.Load(golden.PathOf("config.json")));
        using var source = SafetensorsFile.Open(golden.PathOf("model.safetensors"));
        ModuleWeights.Load(model, source);
        model.eval();
        return model;
    }
}
