using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Vision;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>Shape of BLIP-2's first stage, the one that compares images and texts. The defaults are the published model's with ViT-g.</summary>
public sealed record Blip2Config
{
    // The language model behind the Q-Former has no part in comparing.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(
        StringComparer.Ordinal,
        "text_config",
        "use_decoder_only_language_model",
        "image_token_index",
        "image_token_id",
        "initializer_factor",
        "initializer_range");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["model_type"] = ["\"blip-2\"", "\"blip_2\""],
        ["quantization_config"] = ["null"],
    };

    /// <summary>The image's tower. Default: EVA's ViT-g/14 at 224 pixels.</summary>
    public VisionTransformerConfig Vision { get; init; } = VisionTransformerConfig.EvaGiant14;

    /// <summary>The Q-Former. Default: BERT-base with one extra word and a look at the image in every other block.</summary>
    public BertConfig QFormer { get; init; } = DefaultQFormer;

    /// <summary>Learned queries (num_query_tokens). Default: 32.</summary>
    public int QueryCount { get; init; } = 32;

    /// <summary>Width of the space where images and texts are compared (image_text_hidden_size). Default: 256.</summary>
    public int ProjectionSize { get; init; } = 256;

    /// <summary>Added to the variance in the normalisation of the image's states. Default: 1e-5, LAVIS'; transformers uses the tower's own.</summary>
    public double VisionNormEpsilon { get; init; } = 1e-5;

    /// <summary>Tokens of a text, begin and end included; longer ones are cut. Default: 32.</summary>
    public int MaxTextTokens { get; init; } = 32;

    private static BertConfig DefaultQFormer { get; } = new()
    {
        VocabularySize = 30_523, EncoderWidth = VisionTransformerConfig.EvaGiant14.Width, CrossAttentionFrequency = 2, HasQueries = true,
    };

    /// <summary>Reads a config.json of transformers' Blip2ForImageTextRetrieval.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static Blip2Config Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static Blip2Config Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a config.json that <see cref="Load"/> reads.</summary>
    public string ToJson()
    {
        var qformer = QFormer.ToJsonObject();
        qformer["model_type"] = "blip_2_qformer";
        qformer["cross_attention_frequency"] = QFormer.CrossAttentionFrequency;
        qformer["encoder_hidden_size"] = QFormer.EncoderWidth;
        return JsonConfig.Write(new JsonObject
        {
            ["architectures"] = new JsonArray("Blip2ForImageTextRetrieval"),
            ["model_type"] = "blip-2",
            ["num_query_tokens"] = QueryCount,
            ["image_text_hidden_size"] = ProjectionSize,
            ["vision_norm_eps"] = VisionNormEpsilon,
            ["max_text_tokens"] = MaxTextTokens,
            ["vision_config"] = VisionTransformerJson.Write(Vision),
            ["qformer_config"] = qformer,
        });
    }

    private static Blip2Config From(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        var defaults = new Blip2Config();
        var vision = json.Section("vision_config") is { } section ? VisionTransformerJson.Read(section, defaults.Vision) : defaults.Vision;
        var qformer = json.Section("qformer_config") is { } words ? BertConfig.From(words, defaults.QFormer) : defaults.QFormer;
        var config = new Blip2Config
        {
            Vision = vision,
            QFormer = qformer with { EncoderWidth = vision.Width },
            QueryCount = json.Integer("num_query_tokens", defaults.QueryCount),
            ProjectionSize = json.Integer("image_text_hidden_size", defaults.ProjectionSize),
            VisionNormEpsilon = json.Number("vision_norm_eps", vision.LayerNormEpsilon),
            MaxTextTokens = json.Integer("max_text_tokens", defaults.MaxTextTokens, minimum: 2),
        };
        json.RequireNothingElse(InertSettings.Transformers, Inert);
        return config;
    }
}
