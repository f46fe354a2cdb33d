using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Vision;

/// <summary>A vision transformer's shape as a section of config.json, under transformers' names.</summary>
internal static class VisionTransformerJson
{
    // How fresh weights are drawn, and the width of a text space that transformers' BLIP names here too.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(StringComparer.Ordinal, "initializer_range", "initializer_factor", "projection_dim");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["attention_dropout"] = ["0", "null"],
        ["dropout"] = ["0", "null"],
        ["hidden_act"] = ["\"gelu\""],
        ["num_channels"] = ["3", "null"],
        ["qkv_bias"] = ["true", "null"],
        ["quantization_config"] = ["null"],
    };

    internal static VisionTransformerConfig Read(JsonConfig json, VisionTransformerConfig defaults)
    {
        json.RequireAnyOf(BuiltValues);
        var width = json.Integer("hidden_size", defaults.Width);
        var headCount = json.Integer("num_attention_heads", defaults.HeadCount);
        var imageSize = json.Integer("image_size", defaults.ImageSize);
        var patchSize = json.Integer("patch_size", defaults.PatchSize);
        var config = defaults with
        {
            ImageSize = imageSize,
            PatchSize = patchSize <= imageSize ? patchSize : throw json.Refused("patch_size", $"{patchSize}", $"at most image_size, {imageSize}"),
            Width = width,
            LayerCount = json.Integer("num_hidden_layers", defaults.LayerCount),
            HeadCount = width % headCount == 0 ? headCount : throw json.Refused("num_attention_heads", $"{headCount}", $"a divisor of hidden_size, {width}"),
            IntermediateSize = json.Integer("intermediate_size", defaults.IntermediateSize),
            LayerNormEpsilon = json.Number("layer_norm_eps", defaults.LayerNormEpsilon),
        };
        json.RequireNothingElse(InertSettings.Transformers, Inert);
        return config;
    }

    internal static JsonObject Write(VisionTransformerConfig config) => new()
    {
        ["image_size"] = config.ImageSize,
        ["patch_size"] = config.PatchSize,
        ["hidden_size"] = config.Width,
        ["num_hidden_layers"] = config.LayerCount,
        ["num_attention_heads"] = config.HeadCount,
        ["intermediate_size"] = config.IntermediateSize,
        ["layer_norm_eps"] = config.LayerNormEpsilon,
        ["hidden_act"] = "gelu",
    };
}
