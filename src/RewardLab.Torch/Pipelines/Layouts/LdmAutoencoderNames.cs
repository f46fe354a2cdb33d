using System.Globalization;

namespace RewardLab.Torch.Pipelines.Layouts;

/// <summary>Names of an autoencoder's parameters in the layout of the first latent diffusion code, put into those of diffusers.</summary>
/// <remarks>There the decoder's levels are counted as the encoder's, from the highest resolution;
/// in diffusers in the order in which they are computed.</remarks>
internal static class LdmAutoencoderNames
{
    /// <summary>The current name; a name that is not known stays as it is, so that loading names it.</summary>
    /// <param name="stored">The name without "first_stage_model.".</param>
    /// <param name="levelCount">The number of resolutions.</param>
    /// <returns>null for what training left beside the weights.</returns>
    internal static string? Current(string stored, int levelCount) => stored.Split('.') switch
    {
        ["loss" or "model_ema", ..] => null,
        [var side, "norm_out", var kind] => $"{side}.conv_norm_out.{kind}",
        [var side, "mid", "block_1", .. var rest] => $"{side}.mid_block.resnets.0.{Resnet(rest)}",
        [var side, "mid", "block_2", .. var rest] => $"{side}.mid_block.resnets.1.{Resnet(rest)}",
        [var side, "mid", "attn_1", var layer, var kind] => $"{side}.mid_block.attentions.0.{Attention(layer)}.{kind}",
        ["encoder", "down", var level, "block", var layer, .. var rest] => $"encoder.down_blocks.{level}.resnets.{layer}.{Resnet(rest)}",
        ["encoder", "down", var level, "downsample", "conv", var kind] => $"encoder.down_blocks.{level}.downsamplers.0.conv.{kind}",
        ["decoder", "up", var level, "block", var layer, .. var rest] when FromBelow(level, levelCount) is { } block =>
            $"decoder.up_blocks.{block}.resnets.{layer}.{Resnet(rest)}",
        ["decoder", "up", var level, "upsample", "conv", var kind] when FromBelow(level, levelCount) is { } block =>
            $"decoder.up_blocks.{block}.upsamplers.0.conv.{kind}",
        _ => stored,
    };

    private static string Resnet(string[] parts) => parts is ["nin_shortcut", var kind] ? $"conv_shortcut.{kind}" : string.Join('.', parts);

    private static string Attention(string layer) => layer switch
    {
        "norm" => "group_norm",
        "q" => "to_q",
        "k" => "to_k",
        "v" => "to_v",
        "proj_out" => "to_out.0",
        _ => layer,
    };

    private static int? FromBelow(string level, int levelCount) =>
        int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < levelCount ? levelCount - 1 - number : null;
}
