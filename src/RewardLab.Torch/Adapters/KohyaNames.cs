using System.Globalization;

namespace RewardLab.Torch.Adapters;

/// <summary>Names of layers as kohya-ss's sd-scripts flatten them: of a U-Net by diffusers' blocks or by those of the first latent diffusion code.</summary>
/// <remarks>
/// Of n layers in a level of the way down, input block (n + 1) * level + layer + 1 holds a residual block (0) and an attention (1), and the one after
/// them the downsampler. On the way up, output block (n + 1) * level + layer holds the same, and the last of a level the upsampler after them.
/// </remarks>
internal static class KohyaNames
{
    private static readonly string[] Blocks =
    [
        "down_blocks_", "mid_block_", "up_blocks_", "input_blocks_", "middle_block_", "output_blocks_", "text_model_", "time_embed", "label_emb_",
    ];

    /// <summary>The name of a layer by diffusers' blocks.</summary>
    public static string Flat(string path) => path.Replace('.', '_');

    /// <summary>A U-Net's layer as sd-scripts write it for Stable Diffusion XL: by the blocks of the first latent diffusion code.</summary>
    public static string FlatOriginal(string path, int layersPerBlock) => Flat(Original(path, layersPerBlock) is [var first, ..] ? first : path);

    /// <summary>Layers in each level of a U-Net, of which some layers are known.</summary>
    /// <param name="paths">Names of layers by diffusers' blocks.</param>
    /// <param name="fallback">The number where no name tells; at most one more layer is on the way up.</param>
    public static int LayersPerBlock(IEnumerable<string> paths, int fallback) => paths
        .Select(static path => path.Split('.'))
        .Select(static parts => parts is ["down_blocks", _, "resnets" or "attentions", var down, ..] ? Number(down) + 1
            : parts is ["up_blocks", _, "resnets" or "attentions", var up, ..] ? Number(up) : 0)
        .Append(fallback)
        .Max();

    /// <summary>Whether a name of a layer is flattened: its blocks are parted by underscores alone.</summary>
    public static bool IsFlat(string path) =>
        !path.Contains('.', StringComparison.Ordinal) && Array.Exists(Blocks, block => path.StartsWith(block, StringComparison.Ordinal));

    /// <summary>How the name of a part's layers begins.</summary>
    /// <param name="component">The part.</param>
    /// <param name="hasTwoTextEncoders">Whether the model has two of them, which changes the first one's name.</param>
    public static string Prefix(string component, bool hasTwoTextEncoders) => component switch
    {
        LoraLayerName.UNet => "lora_unet_",
        LoraLayerName.TextEncoder2 => "lora_te2_",
        _ => hasTwoTextEncoders ? "lora_te1_" : "lora_te_",
    };

    /// <summary>Flattened names, without the prefix of their part, to layers.</summary>
    /// <param name="paths">The layers of one part.</param>
    /// <returns>Each layer under every name that it may have.</returns>
    public static IReadOnlyDictionary<string, string> Map(IReadOnlyCollection<string> paths)
    {
        var map = paths.ToDictionary(Flat, static path => path, StringComparer.Ordinal);
        var layerCount = paths.Where(static path => path.StartsWith("down_blocks.0.resnets.", StringComparison.Ordinal))
            .Select(static path => Number(path.Split('.')[3]))
            .DefaultIfEmpty(-1)
            .Max() + 1;
        if (layerCount > 0)
        {
            foreach (var path in paths)
            {
                foreach (var first in Original(path, layerCount))
                {
                    map.TryAdd(Flat(first), path);
                }
            }
        }

        return map;
    }

    /// <summary>A U-Net's layer under its name in the first latent diffusion code; the upsampler of a level without attention under both numbers that are found
    /// for it.</summary>
    public static IReadOnlyList<string> Original(string path, int layersPerBlock)
    {
        var size = layersPerBlock + 1;
        return path.Split('.') switch
        {
            ["conv_in"] => ["input_blocks.0.0"],
            ["conv_out"] => ["out.2"],
            ["time_embedding", "linear_1"] => ["time_embed.0"],
            ["time_embedding", "linear_2"] => ["time_embed.2"],
            ["add_embedding", "linear_1"] => ["label_emb.0.0"],
            ["add_embedding", "linear_2"] => ["label_emb.0.2"],
            ["down_blocks", var level, "downsamplers", "0", "conv"] => [$"input_blocks.{(size * Number(level)) + size}.0.op"],
            ["down_blocks", var level, "resnets", var layer, .. var rest] => [$"input_blocks.{(size * Number(level)) + Number(layer) + 1}.0.{Resnet(rest)}"],
            ["down_blocks", var level, "attentions", var layer, .. var rest] =>
            [
                $"input_blocks.{(size * Number(level)) + Number(layer) + 1}.1.{string.Join('.', rest)}",
            ],
            ["mid_block", "resnets", var layer, .. var rest] => [$"middle_block.{2 * Number(layer)}.{Resnet(rest)}"],
            ["mid_block", "attentions", "0", .. var rest] => [$"middle_block.1.{string.Join('.', rest)}"],
            ["up_blocks", var level, "upsamplers", "0", "conv"] =>
            [
                $"output_blocks.{(size * Number(level)) + layersPerBlock}.2.conv",
                $"output_blocks.{(size * Number(level)) + layersPerBlock}.1.conv",
            ],
            ["up_blocks", var level, "resnets", var layer, .. var rest] => [$"output_blocks.{(size * Number(level)) + Number(layer)}.0.{Resnet(rest)}"],
            ["up_blocks", var level, "attentions", var layer, .. var rest] =>
            [
                $"output_blocks.{(size * Number(level)) + Number(layer)}.1.{string.Join('.', rest)}",
            ],
            _ => [],
        };
    }

    private static string Resnet(string[] parts) => parts switch
    {
        ["conv1"] => "in_layers.2",
        ["conv2"] => "out_layers.3",
        ["time_emb_proj"] => "emb_layers.1",
        ["conv_shortcut"] => "skip_connection",
        _ => string.Join('.', parts),
    };

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
