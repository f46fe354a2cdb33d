using System.Globalization;

namespace RewardLab.Torch.Pipelines.Layouts;

/// <summary>Names of a U-Net's parameters in the layout of the first latent diffusion code, put into those of diffusers.</summary>
/// <remarks>
/// There the way down is one list: the first convolution, then for every level its layers and, but for the last level, a downsampler. The way up
/// is another: for every level one layer more, the last of which holds the upsampler too.
/// </remarks>
internal static class LdmUNetNames
{
    /// <summary>The current name; a name that is not known stays as it is, so that loading names it.</summary>
    /// <param name="stored">The name without "model.diffusion_model.".</param>
    /// <param name="layersPerBlock">Layers of a level on the way down.</param>
    internal static string Current(string stored, int layersPerBlock) => stored.Split('.') switch
    {
        ["time_embed", "0", var kind] => $"time_embedding.linear_1.{kind}",
        ["time_embed", "2", var kind] => $"time_embedding.linear_2.{kind}",
        ["label_emb", "0", "0", var kind] => $"add_embedding.linear_1.{kind}",
        ["label_emb", "0", "2", var kind] => $"add_embedding.linear_2.{kind}",
        ["out", "0", var kind] => $"conv_norm_out.{kind}",
        ["out", "2", var kind] => $"conv_out.{kind}",
        ["input_blocks", "0", "0", var kind] => $"conv_in.{kind}",
        ["input_blocks", var index, .. var rest] when Number(index) is > 0 and var number => Down(number - 1, rest, layersPerBlock) ?? stored,
        ["middle_block", "0", .. var rest] => $"mid_block.resnets.0.{Resnet(rest)}",
        ["middle_block", "1", .. var rest] => $"mid_block.attentions.0.{string.Join('.', rest)}",
        ["middle_block", "2", .. var rest] => $"mid_block.resnets.1.{Resnet(rest)}",
        ["output_blocks", var index, .. var rest] when Number(index) is { } number => Up(number, rest, layersPerBlock) ?? stored,
        _ => stored,
    };

    private static string? Down(int position, string[] rest, int layersPerBlock)
    {
        var (level, layer) = Math.DivRem(position, layersPerBlock + 1);
        var block = $"down_blocks.{level}";
        return rest switch
        {
            ["0", "op", var kind] when layer == layersPerBlock => $"{block}.downsamplers.0.conv.{kind}",
            ["0", .. var inner] => $"{block}.resnets.{layer}.{Resnet(inner)}",
            ["1", .. var inner] => $"{block}.attentions.{layer}.{string.Join('.', inner)}",
            _ => null,
        };
    }

    private static string? Up(int position, string[] rest, int layersPerBlock)
    {
        var (level, layer) = Math.DivRem(position, layersPerBlock + 1);
        var block = $"up_blocks.{level}";
        return rest switch
        {
            ["0", .. var inner] => $"{block}.resnets.{layer}.{Resnet(inner)}",
            ["1" or "2", "conv", var kind] => $"{block}.upsamplers.0.conv.{kind}", // after the attention, where there is one
            ["1", .. var inner] => $"{block}.attentions.{layer}.{string.Join('.', inner)}",
            _ => null,
        };
    }

    private static string Resnet(string[] parts) => parts switch
    {
        ["in_layers", "0", var kind] => $"norm1.{kind}",
        ["in_layers", "2", var kind] => $"conv1.{kind}",
        ["emb_layers", "1", var kind] => $"time_emb_proj.{kind}",
        ["out_layers", "0", var kind] => $"norm2.{kind}",
        ["out_layers", "3", var kind] => $"conv2.{kind}",
        ["skip_connection", var kind] => $"conv_shortcut.{kind}",
        _ => string.Join('.', parts),
    };

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
