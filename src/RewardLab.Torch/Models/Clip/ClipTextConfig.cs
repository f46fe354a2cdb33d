using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Shape of a CLIP text tower, as config.json of a CLIPTextModel gives it. Defaults are those of transformers' CLIPTextConfig.</summary>
public sealed record ClipTextConfig : ClipEncoderConfig
{
    /// <summary>Published configurations hold 2 here whatever the tokenizer's real end-of-text id is; the reference then takes the largest id.</summary>
    internal const int LegacyEndOfTextId = 2;

    /// <summary>Number of token ids (vocab_size).</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest text in tokens (max_position_embeddings). Default: 77.</summary>
    public int MaxTokenCount { get; init; } = 77;

    /// <summary>The token whose state sums a text up (eos_token_id). The legacy value 2 stands for "the largest id of each text". Default: 49407.</summary>
    public int EndOfTextId { get; init; } = 49407;

    /// <summary>Width of the projected state (projection_dim) where a tower has a projection of its own. Default: 512.</summary>
    public int ProjectionSize { get; init; } = 512;

    /// <summary>Reads a config.json: a text model's own, or the text_config of a whole CLIP model.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ClipTextConfig Load(string path) => FromFile(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static ClipTextConfig Parse(string json, string source) => FromFile(JsonConfig.Parse(json, source));

    /// <summary>The text of a text model's config.json.</summary>
    public string ToJson() => ToJson("CLIPTextModel");

    internal string ToJson(string architecture)
    {
        var json = ToJsonObject();
        json["architectures"] = new JsonArray(architecture);
        return JsonConfig.Write(json);
    }

    internal JsonObject ToJsonObject()
    {
        var json = ToJsonObject("clip_text_model");
        json["vocab_size"] = VocabularySize;
        json["max_position_embeddings"] = MaxTokenCount;
        json["eos_token_id"] = EndOfTextId;
        json["projection_dim"] = ProjectionSize;
        return json;
    }

    internal static ClipTextConfig From(JsonConfig json)
    {
        var hiddenSize = json.Integer("hidden_size", 512);
        var config = new ClipTextConfig
        {
            VocabularySize = json.Integer("vocab_size", 49408),
            HiddenSize = hiddenSize,
            IntermediateSize = json.Integer("intermediate_size", 2048),
            LayerCount = json.Integer("num_hidden_layers", 12),
            HeadCount = ReadHeadCount(json, hiddenSize, 8),
            MaxTokenCount = json.Integer("max_position_embeddings", 77),
            EndOfTextId = json.Integer("eos_token_id", 49407, minimum: 0),
            ProjectionSize = json.Integer("projection_dim", 512),
            Activation = ReadActivation(json),
            LayerNormEpsilon = json.Number("layer_norm_eps", 1e-5),
            AttentionDropout = ReadDropout(json),
            InitializerFactor = json.Number("initializer_factor", 1),
            InitializerRange = json.Number("initializer_range", 0.02),
        };
        RequireNothingElse(json);
        return config;
    }

    private static ClipTextConfig FromFile(JsonConfig json)
    {
        json.RequireAnyOf(new Dictionary<string, string[]> { ["model_type"] = ["\"clip_text_model\"", "\"clip\"", "null"] });
        return From(ClipConfig.TextSection(json) ?? json);
    }
}
