using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Bert;

/// <summary>Shape of a BERT that looks at images, as BLIP's med_config.json and BLIP-2's qformer_config give it. Defaults are bert-base-uncased's.</summary>
public sealed record BertConfig
{
    // Token types and a classifier's dropout belong to parts of BERT that BLIP and BLIP-2 leave out; LAVIS writes query_length beside the queries themselves.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(StringComparer.Ordinal, "type_vocab_size", "classifier_dropout", "query_length");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["add_cross_attention"] = ["true"],
        ["add_type_embeddings"] = ["false", "null"],
        ["hidden_act"] = ["\"gelu\""],
        ["is_decoder"] = ["false", "null"],
        ["model_type"] = ["\"bert\"", "\"blip_2_qformer\"", "null"],
        ["position_embedding_type"] = ["\"absolute\"", "null"],
        ["qformer_text_input"] = ["true"],
        ["quantization_config"] = ["null"],
        ["use_qformer_text_input"] = ["true"],
    };

    /// <summary>Entries of the vocabulary (vocab_size). Default: 30522; BLIP adds two, BLIP-2 one.</summary>
    public int VocabularySize { get; init; } = 30_522;

    /// <summary>Width of the hidden states (hidden_size). Default: 768.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Number of transformer blocks (num_hidden_layers). Default: 12.</summary>
    public int LayerCount { get; init; } = 12;

    /// <summary>Attention heads in each block (num_attention_heads); divides <see cref="HiddenSize"/>. Default: 12.</summary>
    public int HeadCount { get; init; } = 12;

    /// <summary>Width inside the feed-forward part (intermediate_size). Default: 3072.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Longest text in tokens (max_position_embeddings). Default: 512.</summary>
    public int MaxTokenCount { get; init; } = 512;

    /// <summary>Width of the image's tokens that cross-attention looks at (encoder_width). Default: 768.</summary>
    public int EncoderWidth { get; init; } = 768;

    /// <summary>Every so manieth block looks at the image, the first among them (cross_attention_freq). Default: 1, BLIP's; BLIP-2 has 2.</summary>
    public int CrossAttentionFrequency { get; init; } = 1;

    /// <summary>Whether learned queries have a feed-forward part of their own beside the text's (BLIP-2's Q-Former). Default: no.</summary>
    public bool HasQueries { get; init; }

    /// <summary>Added to the variance in layer normalisation (layer_norm_eps). Default: 1e-12.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-12;

    /// <summary>Share of hidden values dropped while training, 0 to 1 (hidden_dropout_prob). Default: 0.1.</summary>
    public double HiddenDropout { get; init; } = 0.1;

    /// <summary>Share of attention weights dropped while training, 0 to 1 (attention_probs_dropout_prob). Default: 0.1.</summary>
    public double AttentionDropout { get; init; } = 0.1;

    /// <summary>Standard deviation of fresh weights (initializer_range). Default: 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>Reads a med_config.json, or another configuration of a BertModel.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static BertConfig Load(string path) => From(JsonConfig.Load(path), new BertConfig());

    /// <summary>Reads the text of a configuration; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static BertConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source), new BertConfig());

    internal JsonObject ToJsonObject() => new()
    {
        ["vocab_size"] = VocabularySize,
        ["hidden_size"] = HiddenSize,
        ["num_hidden_layers"] = LayerCount,
        ["num_attention_heads"] = HeadCount,
        ["intermediate_size"] = IntermediateSize,
        ["max_position_embeddings"] = MaxTokenCount,
        ["encoder_width"] = EncoderWidth,
        ["hidden_act"] = "gelu",
        ["layer_norm_eps"] = LayerNormEpsilon,
        ["hidden_dropout_prob"] = HiddenDropout,
        ["attention_probs_dropout_prob"] = AttentionDropout,
        ["initializer_range"] = InitializerRange,
        ["add_cross_attention"] = true,
    };

    /// <summary>Reads a section; what it does not say is as in <paramref name="defaults"/>.</summary>
    internal static BertConfig From(JsonConfig json, BertConfig defaults)
    {
        json.RequireAnyOf(BuiltValues);
        var hiddenSize = json.Integer("hidden_size", defaults.HiddenSize);
        var headCount = json.Integer("num_attention_heads", defaults.HeadCount);
        var config = defaults with
        {
            VocabularySize = json.Integer("vocab_size", defaults.VocabularySize),
            HiddenSize = hiddenSize,
            LayerCount = json.Integer("num_hidden_layers", defaults.LayerCount),
            HeadCount = hiddenSize % headCount == 0
                ? headCount
                : throw json.Refused("num_attention_heads", $"{headCount}", $"a divisor of hidden_size, {hiddenSize}"),
            IntermediateSize = json.Integer("intermediate_size", defaults.IntermediateSize),
            MaxTokenCount = json.Integer("max_position_embeddings", defaults.MaxTokenCount),
            EncoderWidth = json.Integer("encoder_width", json.Integer("encoder_hidden_size", defaults.EncoderWidth)),
            CrossAttentionFrequency = json.Integer("cross_attention_freq", json.Integer("cross_attention_frequency", defaults.CrossAttentionFrequency)),
            LayerNormEpsilon = json.Number("layer_norm_eps", defaults.LayerNormEpsilon),
            HiddenDropout = ReadDropout(json, "hidden_dropout_prob", defaults.HiddenDropout),
            AttentionDropout = ReadDropout(json, "attention_probs_dropout_prob", defaults.AttentionDropout),
            InitializerRange = json.Number("initializer_range", defaults.InitializerRange),
        };
        json.RequireNothingElse(InertSettings.Transformers, Inert);
        return config;
    }

    private static double ReadDropout(JsonConfig json, string key, double fallback)
    {
        var dropout = json.Number(key, fallback);
        return dropout is >= 0 and < 1 ? dropout : throw json.Refused(key, $"{dropout}", "at least 0 and below 1");
    }
}
