using RewardLab.Torch.Pipelines.Layouts;

namespace RewardLab.Torch.Tests.Pipelines.Layouts;

/// <summary>Names out of published checkpoints: two layers a block, four levels.</summary>
public sealed class LdmNamesTests
{
    [Theory]
    [InlineData("time_embed.2.bias", "time_embedding.linear_2.bias")]
    [InlineData("input_blocks.0.0.weight", "conv_in.weight")]
    [InlineData("input_blocks.3.0.op.weight", "down_blocks.0.downsamplers.0.conv.weight")]
    [InlineData("input_blocks.4.0.skip_connection.weight", "down_blocks.1.resnets.0.conv_shortcut.weight")]
    [InlineData("input_blocks.8.1.transformer_blocks.0.attn1.to_out.0.bias", "down_blocks.2.attentions.1.transformer_blocks.0.attn1.to_out.0.bias")]
    [InlineData("input_blocks.11.0.in_layers.0.weight", "down_blocks.3.resnets.1.norm1.weight")]
    [InlineData("middle_block.1.proj_in.weight", "mid_block.attentions.0.proj_in.weight")]
    [InlineData("middle_block.2.emb_layers.1.weight", "mid_block.resnets.1.time_emb_proj.weight")]
    [InlineData("output_blocks.2.1.conv.weight", "up_blocks.0.upsamplers.0.conv.weight")]
    [InlineData("output_blocks.5.2.conv.bias", "up_blocks.1.upsamplers.0.conv.bias")]
    [InlineData("output_blocks.11.1.norm.weight", "up_blocks.3.attentions.2.norm.weight")]
    [InlineData("output_blocks.6.0.out_layers.3.weight", "up_blocks.2.resnets.0.conv2.weight")]
    [InlineData("out.0.weight", "conv_norm_out.weight")]
    [InlineData("out.2.bias", "conv_out.bias")]
    [InlineData("label_emb.0.0.weight", "add_embedding.linear_1.weight")]
    [InlineData("label_emb.0.2.bias", "add_embedding.linear_2.bias")]
    [InlineData("label_emb.1.weight", "label_emb.1.weight")]
    [InlineData("input_blocks.-1.0.weight", "input_blocks.-1.0.weight")]
    public void UNet_PublishedName_IsTheModules(string stored, string current) => LdmUNetNames.Current(stored, layersPerBlock: 2).ShouldBe(current);

    [Theory]
    [InlineData("quant_conv.weight", "quant_conv.weight")]
    [InlineData("encoder.conv_in.weight", "encoder.conv_in.weight")]
    [InlineData("encoder.norm_out.bias", "encoder.conv_norm_out.bias")]
    [InlineData("encoder.down.1.block.0.nin_shortcut.weight", "encoder.down_blocks.1.resnets.0.conv_shortcut.weight")]
    [InlineData("encoder.down.2.downsample.conv.bias", "encoder.down_blocks.2.downsamplers.0.conv.bias")]
    [InlineData("encoder.mid.block_2.norm1.weight", "encoder.mid_block.resnets.1.norm1.weight")]
    [InlineData("decoder.mid.attn_1.norm.weight", "decoder.mid_block.attentions.0.group_norm.weight")]
    [InlineData("decoder.mid.attn_1.proj_out.weight", "decoder.mid_block.attentions.0.to_out.0.weight")]
    [InlineData("decoder.up.3.upsample.conv.weight", "decoder.up_blocks.0.upsamplers.0.conv.weight")]
    [InlineData("decoder.up.0.block.2.conv2.bias", "decoder.up_blocks.3.resnets.2.conv2.bias")]
    [InlineData("decoder.up.4.block.0.conv1.bias", "decoder.up.4.block.0.conv1.bias")]
    [InlineData("loss.logvar", null)]
    public void Autoencoder_PublishedName_IsTheModules(string stored, string? current) => LdmAutoencoderNames.Current(stored, levelCount: 4).ShouldBe(current);
}
