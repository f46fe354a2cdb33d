using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Shape of a CLIP vision tower, as config.json of a CLIPVisionModel gives it. Defaults are those of transformers' CLIPVisionConfig.</summary>
public sealed record ClipVisionConfig : ClipEncoderConfig
{
    /// <summary>Side of the square images in pixels (image_size). Default: 224.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Side of a square patch in pixels (patch_size). Default: 32.</summary>
    public int PatchSize { get; init; } = 32;

    /// <summary>Colour channels (num_channels). Default: 3.</summary>
    public int ChannelCount { get; init; } = 3;

    /// <summary>Tokens of an image: its patches and the class token.</summary>
    public int TokenCount => ((ImageSize / PatchSize) * (ImageSize / PatchSize)) + 1;

    /// <summary>Reads a config.json: a vision model's own, or the vision_config of a whole CLIP model.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ClipVisionConfig Load(string path) => FromFile(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static ClipVisionConfig Parse(string json, string source) => FromFile(JsonConfig.Parse(json, source));

    /// <summary>The text of a vision model's config.json.</summary>
    public string ToJson()
    {
        var json = ToJsonObject();
        json["architectures"] = new JsonArray("CLIPVisionModel");
        return JsonConfig.Write(json);
    }

    internal JsonObject ToJsonObject()
    {
        var json = ToJsonObject("clip_vision_model");
        json["image_size"] = ImageSize;
        json["patch_size"] = PatchSize;
        json["num_channels"] = ChannelCount;
        return json;
    }

    internal static ClipVisionConfig From(JsonConfig json)
    {
        var hiddenSize = json.Integer("hidden_size", 768);
        var imageSize = json.Integer("image_size", 224);
        var patchSize = json.Integer("patch_size", 32);
        var config = new ClipVisionConfig
        {
            HiddenSize = hiddenSize,
            IntermediateSize = json.Integer("intermediate_size", 3072),
            LayerCount = json.Integer("num_hidden_layers", 12),
            HeadCount = ReadHeadCount(json, hiddenSize, 12),
            ImageSize = imageSize,
            PatchSize = patchSize <= imageSize ? patchSize : throw json.Refused("patch_size", $"{patchSize}", $"at most image_size, {imageSize}"),
            ChannelCount = json.Integer("num_channels", 3),
            Activation = ReadActivation(json),
            LayerNormEpsilon = json.Number("layer_norm_eps", 1e-5),
            AttentionDropout = ReadDropout(json),
            InitializerFactor = json.Number("initializer_factor", 1),
            InitializerRange = json.Number("initializer_range", 0.02),
        };
        RequireNothingElse(json);
        return config;
    }

    private static ClipVisionConfig FromFile(JsonConfig json)
    {
        json.RequireAnyOf(new Dictionary<string, string[]> { ["model_type"] = ["\"clip_vision_model\"", "\"clip\"", "null"] });
        return From(ClipConfig.VisionSection(json) ?? json);
    }
}
