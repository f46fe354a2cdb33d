using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Shape of a whole CLIP model, as config.json of a CLIPModel gives it. Defaults are those of transformers' CLIPConfig.</summary>
public sealed record ClipConfig
{
    private static readonly FrozenSet<string> Inert =
        FrozenSet.Create(
            StringComparer.Ordinal, "initializer_factor", "initializer_range", "text_config", "text_config_dict", "vision_config", "vision_config_dict");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["model_type"] = ["\"clip\"", "null"],
        ["quantization_config"] = ["null"],
    };

    /// <summary>The text tower (text_config).</summary>
    public required ClipTextConfig Text { get; init; }

    /// <summary>The vision tower (vision_config).</summary>
    public required ClipVisionConfig Vision { get; init; }

    /// <summary>Width of the space that both towers are projected to (projection_dim). Default: 512.</summary>
    public int ProjectionSize { get; init; } = 512;

    /// <summary>Logarithm of a fresh model's logit scale (logit_scale_init_value). Default: 2.6592, about ln(1 / 0.07).</summary>
    public double InitialLogitScale { get; init; } = 2.6592;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ClipConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static ClipConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a config.json.</summary>
    public string ToJson() => JsonConfig.Write(new JsonObject
    {
        ["architectures"] = new JsonArray("CLIPModel"),
        ["model_type"] = "clip",
        ["projection_dim"] = ProjectionSize,
        ["logit_scale_init_value"] = InitialLogitScale,
        ["text_config"] = Text.ToJsonObject(),
        ["vision_config"] = Vision.ToJsonObject(),
    });

    // Older configurations repeat a tower under "*_config_dict"; the reference lets that one win as a whole.
    internal static JsonConfig? TextSection(JsonConfig json) => json.Section("text_config_dict") ?? json.Section("text_config");

    internal static JsonConfig? VisionSection(JsonConfig json) => json.Section("vision_config_dict") ?? json.Section("vision_config");

    private static ClipConfig From(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        var empty = JsonConfig.Parse("{}", json.Source);
        var config = new ClipConfig
        {
            Text = ClipTextConfig.From(TextSection(json) ?? empty),
            Vision = ClipVisionConfig.From(VisionSection(json) ?? empty),
            ProjectionSize = json.Integer("projection_dim", 512),
            InitialLogitScale = json.Number("logit_scale_init_value", 2.6592),
        };
        json.RequireNothingElse(InertSettings.Transformers, Inert);
        return config;
    }
}
