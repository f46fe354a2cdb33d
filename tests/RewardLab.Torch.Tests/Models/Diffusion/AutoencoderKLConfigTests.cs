using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;

namespace RewardLab.Torch.Tests.Models.Diffusion;

public sealed class AutoencoderKLConfigTests
{
    // Written out from the model card's published file.
    private const string StableDiffusion = """
        {
          "_class_name": "AutoencoderKL", "_diffusers_version": "0.6.0", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
          "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
          "in_channels": 3, "latent_channels": 4, "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3, "sample_size": 512,
          "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
        }
        """;

    [Fact]
    public void Parse_StableDiffusion_IsReadWithDefaults()
    {
        var config = AutoencoderKLConfig.Parse(StableDiffusion, "config.json");
        config.BlockOutChannels.ShouldBe([128, 256, 512, 512]);
        config.LayersPerBlock.ShouldBe(2);
        config.SampleSize.ShouldBe(512);
        config.ScalingFactor.ShouldBe(0.18215);
        config.PixelsPerLatent.ShouldBe(8);
    }

    [Fact]
    public void ToJson_ReadAgain_SaysTheSame()
    {
        var written = (AutoencoderKLConfig.Parse(StableDiffusion, "config.json") with { ScalingFactor = 0.5, ForceUpcast = false }).ToJson();
        var again = AutoencoderKLConfig.Parse(written, "again.json");
        again.ToJson().ShouldBe(written);
        (again.ScalingFactor, again.ForceUpcast, again.BlockOutChannels[1]).ShouldBe((0.5, false, 256));
    }

    [Theory]
    [InlineData("\"_class_name\": \"UNet2DConditionModel\"", "_class_name")]
    [InlineData("\"latents_mean\": [0, 0, 0, 0]", "latents_mean")]
    [InlineData("\"mid_block_add_attention\": false", "mid_block_add_attention")]
    [InlineData("\"act_fn\": \"relu\"", "act_fn")]
    [InlineData("\"down_block_types\": [\"AttnDownEncoderBlock2D\"]", "down_block_types")]
    [InlineData("\"up_block_types\": []", "up_block_types")]
    [InlineData("\"block_out_channels\": [64, 128]", "down_block_types")]
    [InlineData("\"block_out_channels\": [65]", "block_out_channels")]
    [InlineData("\"latent_channels\": 0", "latent_channels")]
    [InlineData("\"scaling_factor\": 0", "scaling_factor")]
    [InlineData("\"scaling_factor\": \"0.18\"", "scaling_factor")]
    [InlineData("\"force_upcast\": \"yes\"", "force_upcast")]
    public void Parse_UnsupportedOrImpossibleValue_IsRefusedNamingFileAndKey(string member, string key)
    {
        var message = Should.Throw<RewardLabException>(() => AutoencoderKLConfig.Parse($"{{ {member} }}", "some/config.json")).Message;
        message.ShouldContain("some/config.json");
        message.ShouldContain(key);
    }

    [Theory]
    [InlineData("decoder.mid_block.attentions.0.query.weight", "decoder.mid_block.attentions.0.to_q.weight")]
    [InlineData("encoder.mid_block.attentions.0.key.bias", "encoder.mid_block.attentions.0.to_k.bias")]
    [InlineData("encoder.mid_block.attentions.0.value.weight", "encoder.mid_block.attentions.0.to_v.weight")]
    [InlineData("encoder.mid_block.attentions.0.proj_attn.bias", "encoder.mid_block.attentions.0.to_out.0.bias")]
    [InlineData("encoder.mid_block.attentions.0.to_q.weight", "encoder.mid_block.attentions.0.to_q.weight")]
    [InlineData("encoder.conv_in.weight", "encoder.conv_in.weight")]
    public void CurrentName_StoredName_IsTheModulesName(string stored, string current) => AutoencoderKL.CurrentName(stored).ShouldBe(current);
}
