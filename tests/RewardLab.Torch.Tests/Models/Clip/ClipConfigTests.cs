using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;

namespace RewardLab.Torch.Tests.Models.Clip;

public sealed class ClipConfigTests
{
    [Fact]
    public void Parse_NothingGiven_IsOpenAIsBasePatch32()
    {
        var config = ClipConfig.Parse("{}", "config.json");

        (config.Text.HiddenSize, config.Text.LayerCount, config.Text.HeadCount, config.Text.VocabularySize).ShouldBe((512, 12, 8, 49408));
        (config.Vision.HiddenSize, config.Vision.LayerCount, config.Vision.ImageSize, config.Vision.PatchSize, config.Vision.TokenCount)
            .ShouldBe((768, 12, 224, 32, 50));
        (config.Text.Activation, config.ProjectionSize, config.Text.EndOfTextId).ShouldBe((ClipActivation.QuickGelu, 512, 49407));
    }

    [Fact]
    public void Parse_TowerGivenTwice_TheDictWins()
    {
        var config = ClipConfig.Parse(
            """
            {"text_config": {"hidden_size": 512, "num_attention_heads": 8, "eos_token_id": 2},
             "text_config_dict": {"hidden_act": "gelu", "hidden_size": 1024, "num_attention_heads": 16},
             "vision_config": {"hidden_size": 1280, "num_attention_heads": 16, "patch_size": 14}, "vision_config_dict": null}
            """,
            "config.json");

        (config.Text.HiddenSize, config.Text.Activation, config.Text.EndOfTextId).ShouldBe((1024, ClipActivation.Gelu, 49407));
        config.Vision.TokenCount.ShouldBe(257);
    }

    [Fact]
    public void Parse_WholeModelsFile_GivesEachTower()
    {
        const string Json = """{"model_type": "clip", "text_config": {"hidden_size": 64}, "vision_config": {"hidden_size": 96}}""";

        ClipTextConfig.Parse(Json, "config.json").HiddenSize.ShouldBe(64);
        ClipVisionConfig.Parse(Json, "config.json").HiddenSize.ShouldBe(96);
    }

    [Fact]
    public void ToJson_ReadAgain_IsTheSame()
    {
        var config = ClipConfig.Parse("{}", "config.json");
        config = config with
        {
            ProjectionSize = 32,
            InitialLogitScale = 1.5,
            Text = config.Text with { Activation = ClipActivation.Gelu, LayerNormEpsilon = 1e-6, EndOfTextId = 7, VocabularySize = 99, MaxTokenCount = 16 },
            Vision = config.Vision with { ImageSize = 64, PatchSize = 8, AttentionDropout = 0.25, InitializerFactor = 2 },
        };

        ClipConfig.Parse(config.ToJson(), "config.json").ShouldBe(config);
        ClipTextConfig.Parse(config.Text.ToJson(), "config.json").ShouldBe(config.Text);
        ClipVisionConfig.Parse(config.Vision.ToJson(), "config.json").ShouldBe(config.Vision);
    }

    [Theory]
    [InlineData("""{"text_config": {"hidden_act": "relu"}}""", "text_config.hidden_act is 'relu'; it must be 'quick_gelu' or 'gelu'")]
    [InlineData("""{"text_config": {"num_attention_heads": 7}}""", "text_config.num_attention_heads is 7")]
    [InlineData("""{"text_config": {"hidden_size": "wide"}}""", "text_config.hidden_size is \"wide\"")]
    [InlineData("""{"text_config": 5}""", "text_config is 5")]
    [InlineData("""{"vision_config": {"patch_size": 225}}""", "vision_config.patch_size is 225")]
    [InlineData("""{"vision_config": {"attention_dropout": 1}}""", "vision_config.attention_dropout")]
    [InlineData("""{"projection_dim": 0}""", "projection_dim is 0")]
    public void Parse_WhatIsNotSupported_IsRefusedByFileAndKey(string json, string expected)
    {
        var message = Should.Throw<RewardLabException>(() => ClipConfig.Parse(json, "folder/config.json")).Message;

        message.ShouldContain("folder/config.json");
        message.ShouldContain(expected);
    }
}
