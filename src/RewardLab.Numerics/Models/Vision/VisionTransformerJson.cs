using System.Text.Json.Nodes;
using RewardLab.Numerics.Configuration;

namespace RewardLab.Numerics.Models.Vision;

/// <summary>A vision transformer's shape as a section of config.json, under transformers' names.</summary>
internal static class VisionTransformerJson
{
    internal static VisionTransformerConfig Read(JsonConfig json, VisionTransformerConfig defaults)
    {
        json.RequireAnyOf(new Dictionary<string, string[]> { ["hidden_act"] = ["\"gelu\""] });
        var width = json.Integer("hidden_size", defaults.Width);
        var headCount = json.Integer("num_attention_heads", defaults.HeadCount);
        var imageSize = json.Integer("image_size", defaults.ImageSize);
        var patchSize = json.Integer("patch_size", defaults.PatchSize);
        return defaults with
        {
            ImageSize = imageSize,
            PatchSize = patchSize <= imageSize ? patchSize : throw json.Refused("patch_size", $"{patchSize}", $"at most image_size, {imageSize}"),
            Width = width,
            LayerCount = json.Integer("num_hidden_layers", defaults.LayerCount),
            HeadCount = width % headCount == 0 ? headCount : throw json.Refused("num_attention_heads", $"{headCount}", $"a divisor of hidden_size, {width}"),
            IntermediateSize = json.Integer("intermediate_size", defaults.IntermediateSize),
            LayerNormEpsilon = json.Number("layer_norm_eps", defaults.LayerNormEpsilon),
        };
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
