using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;

namespace RewardLab.Torch.Tests.Models.Diffusion;

public sealed class UNet2DConditionConfigTests
{
    // Written out from the model cards' published files.
    private const string StableDiffusion15 = """
        {
          "_class_name": "UNet2DConditionModel", "_diffusers_version": "0.6.0", "act_fn": "silu", "attention_head_dim": 8,
          "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 768,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
          "downsample_padding": 1, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2,
          "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 32, "out_channels": 4, "sample_size": 64,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]
        }
        """;

    private const string StableDiffusion21 = """
        {
          "_class_name": "UNet2DConditionModel", "_diffusers_version": "0.10.0.dev0", "act_fn": "silu", "attention_head_dim": [5, 10, 20, 20],
          "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 1024,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
          "downsample_padding": 1, "dual_cross_attention": false, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4,
          "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 32, "num_class_embeds": null,
          "only_cross_attention": false, "out_channels": 4, "sample_size": 96,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
          "use_linear_projection": true, "upcast_attention": true
        }
        """;

    [Fact]
    public void Parse_StableDiffusion15_IsRead()
    {
        var config = UNet2DConditionConfig.Parse(StableDiffusion15, "config.json");
        config.CrossAttentionDim.ShouldBe(768);
        config.AttentionHeadDim.ShouldBe([8]);
        config.BlockOutChannels.ShouldBe([320, 640, 1280, 1280]);
        config.SampleSize.ShouldBe(64);
        config.UseLinearProjection.ShouldBeFalse();
        config.UpcastAttention.ShouldBeFalse();
    }

    [Fact]
    public void Parse_StableDiffusion21_IsRead()
    {
        var config = UNet2DConditionConfig.Parse(StableDiffusion21, "config.json");
        config.CrossAttentionDim.ShouldBe(1024);
        config.AttentionHeadDim.ShouldBe([5, 10, 20, 20]);
        config.UseLinearProjection.ShouldBeTrue();
        config.UpcastAttention.ShouldBeTrue();
    }

    [Theory]
    [InlineData(StableDiffusion15)]
    [InlineData(StableDiffusion21)]
    public void ToJson_ReadAgain_SaysTheSame(string json)
    {
        var written = UNet2DConditionConfig.Parse(json, "config.json").ToJson();
        UNet2DConditionConfig.Parse(written, "again.json").ToJson().ShouldBe(written);
        using var original = JsonDocument.Parse(json);
        using var copy = JsonDocument.Parse(written);
        foreach (var property in copy.RootElement.EnumerateObject().Where(property => original.RootElement.TryGetProperty(property.Name, out _)))
        {
            JsonElement.DeepEquals(property.Value, original.RootElement.GetProperty(property.Name)).ShouldBeTrue(property.Name);
        }
    }

    [Theory]
    [InlineData("\"class_embed_type\": \"timestep\"", "class_embed_type")]
    [InlineData("\"addition_embed_type\": \"text_time\"", "addition_embed_type")]
    [InlineData("\"act_fn\": \"gelu\"", "act_fn")]
    [InlineData("\"only_cross_attention\": [true, false]", "only_cross_attention")]
    [InlineData("\"num_attention_heads\": 8", "num_attention_heads")]
    [InlineData("\"mid_block_type\": \"UNetMidBlock2D\"", "mid_block_type")]
    [InlineData("\"mid_block_type\": null", "mid_block_type")]
    [InlineData("\"resnet_time_scale_shift\": \"scale_shift\"", "resnet_time_scale_shift")]
    [InlineData("\"mid_block_scale_factor\": 2", "mid_block_scale_factor")]
    [InlineData("\"_class_name\": \"AutoencoderKL\"", "_class_name")]
    [InlineData("\"down_block_types\": [\"AttnDownBlock2D\", \"DownBlock2D\", \"DownBlock2D\", \"DownBlock2D\"]", "down_block_types")]
    [InlineData("\"down_block_types\": [\"DownBlock2D\"]", "down_block_types")]
    [InlineData("\"up_block_types\": \"UpBlock2D\"", "up_block_types")]
    [InlineData("\"block_out_channels\": []", "block_out_channels")]
    [InlineData("\"block_out_channels\": [320, 641, 1280, 1280]", "block_out_channels")]
    [InlineData("\"block_out_channels\": [320, -640, 1280, 1280]", "block_out_channels")]
    [InlineData("\"block_out_channels\": 320", "block_out_channels")]
    [InlineData("\"norm_num_groups\": 0", "norm_num_groups")]
    [InlineData("\"norm_num_groups\": 33", "block_out_channels")]
    [InlineData("\"norm_eps\": 0", "norm_eps")]
    [InlineData("\"layers_per_block\": [2, 2, 2, 2]", "layers_per_block")]
    [InlineData("\"layers_per_block\": 0", "layers_per_block")]
    [InlineData("\"layers_per_block\": 1.5", "layers_per_block")]
    [InlineData("\"cross_attention_dim\": [768, 768]", "cross_attention_dim")]
    [InlineData("\"cross_attention_dim\": \"768\"", "cross_attention_dim")]
    [InlineData("\"attention_head_dim\": 7", "attention_head_dim")]
    [InlineData("\"attention_head_dim\": [5, 10]", "attention_head_dim")]
    [InlineData("\"attention_head_dim\": [0, 10, 20, 20]", "attention_head_dim")]
    [InlineData("\"attention_head_dim\": [[5], 10, 20, 20]", "attention_head_dim")]
    [InlineData("\"transformer_layers_per_block\": [1, [1], 1, 1]", "transformer_layers_per_block")]
    [InlineData("\"transformer_layers_per_block\": -1", "transformer_layers_per_block")]
    [InlineData("\"downsample_padding\": 2", "downsample_padding")]
    [InlineData("\"freq_shift\": 160", "freq_shift")]
    [InlineData("\"use_linear_projection\": 1", "use_linear_projection")]
    [InlineData("\"in_channels\": 99999999999", "in_channels")]
    [InlineData("\"a_key_of_the_future\": { \"deep\": [1, 2] }", "a_key_of_the_future is { \"deep\": [1, 2] }")]
    [InlineData("\"time_cond_proj_dim\": 256", "time_cond_proj_dim is 256")]
    public void Parse_UnsupportedOrImpossibleValue_IsRefusedNamingFileAndKey(string member, string key)
    {
        var message = Should.Throw<RewardLabException>(() => UNet2DConditionConfig.Parse($"{{ {member} }}", "some/config.json")).Message;
        message.ShouldContain("some/config.json");
        message.ShouldContain(key);
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("\"mid_block_scale_factor\": 1.0")]
    [InlineData("\"dropout\": 0.0")]
    [InlineData("\"resnet_out_scale_factor\": 1.0")]
    [InlineData("\"mid_block_only_cross_attention\": null")]
    [InlineData("\"sample_size\": null")]
    [InlineData("\"a_key_of_the_future\": null")]
    [InlineData("\"a_key_of_the_future\": false")]
    [InlineData("\"_a_note\": \"of the library\"")]
    [InlineData("\"addition_embed_type_num_heads\": 64")]
    public void Parse_ValueThatChangesNothing_IsAccepted(string member) =>
        UNet2DConditionConfig.Parse($"{{ {member} }}", "config.json").BlockOutChannels.Count.ShouldBe(4);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"in_channels\": 4")]
    public void Parse_NoConfiguration_IsRefusedNamingTheFile(string json) =>
        Should.Throw<RewardLabException>(() => UNet2DConditionConfig.Parse(json, "some/config.json")).Message.ShouldContain("some/config.json");

    [Fact]
    public void Load_MissingFile_IsRefusedNamingIt()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<RewardLabException>(() => UNet2DConditionConfig.Load(folder["config.json"])).Message.ShouldContain(folder["config.json"]);
    }

    [Fact]
    public void Model_ImpossibleConfiguration_IsRefused() =>
        Should.Throw<RewardLabException>(() => new UNet2DConditionModel(new UNet2DConditionConfig { AttentionHeadDim = [7] }))
            .Message.ShouldContain("attention_head_dim");
}
