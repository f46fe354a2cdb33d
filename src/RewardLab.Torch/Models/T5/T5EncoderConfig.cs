using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>Shape of a T5 encoder of version 1.1 (gated GELU), as transformers' config.json of a T5EncoderModel gives it.</summary>
public sealed record T5EncoderConfig
{
    // The decoder's side, names and generation; dropout acts in training alone, and the encoder is never trained here.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(
        StringComparer.Ordinal, "classifier_dropout", "dropout_rate", "initializer_factor", "num_decoder_layers", "output_past");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["dense_act_fn"] = ["\"gelu_new\"", "null"],
        ["is_decoder"] = ["false", "null"],
        ["is_gated_act"] = ["true", "null"],
        ["model_type"] = ["\"t5\"", "null"],
        ["quantization_config"] = ["null"],
    };

    /// <summary>Number of token ids (vocab_size).</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the hidden states (d_model).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of one attention head (d_kv); heads together may be wider or narrower than the states.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Width inside the feed-forward part (d_ff).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of blocks (num_layers).</summary>
    public required int LayerCount { get; init; }

    /// <summary>Attention heads in each block (num_heads).</summary>
    public required int HeadCount { get; init; }

    /// <summary>Classes of distances between tokens, half for each direction (relative_attention_num_buckets); even, at least 4. Default: 32.</summary>
    public int BucketCount { get; init; } = 32;

    /// <summary>Distance from which on all are of one class (relative_attention_max_distance). Default: 128.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>Added to the mean square in normalisation (layer_norm_epsilon). Default: 1e-6.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-6;

    // Where weights are read right after: the largest matrices are made in this type and left empty, which would not fit into memory otherwise.
    internal ScalarType? MadeFor { get; init; }

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static T5EncoderConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static T5EncoderConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a config.json, as transformers reads it.</summary>
    public string ToJson() => JsonConfig.Write(new JsonObject
    {
        ["architectures"] = new JsonArray("T5EncoderModel"),
        ["model_type"] = "t5",
        ["vocab_size"] = VocabularySize,
        ["d_model"] = HiddenSize,
        ["d_kv"] = HeadSize,
        ["d_ff"] = IntermediateSize,
        ["num_layers"] = LayerCount,
        ["num_heads"] = HeadCount,
        ["relative_attention_num_buckets"] = BucketCount,
        ["relative_attention_max_distance"] = MaxDistance,
        ["layer_norm_epsilon"] = LayerNormEpsilon,
        ["feed_forward_proj"] = "gated-gelu",
        ["dense_act_fn"] = "gelu_new",
        ["is_gated_act"] = true,
    });

    private static T5EncoderConfig From(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        if (json.Text("feed_forward_proj", "relu") is not "gated-gelu" and var activation)
        {
            throw json.Refused("feed_forward_proj", $"'{activation}'", "'gated-gelu', as in T5 1.1");
        }

        var config = new T5EncoderConfig
        {
            VocabularySize = json.Integer("vocab_size", 32128),
            HiddenSize = json.Integer("d_model", 512),
            HeadSize = json.Integer("d_kv", 64),
            IntermediateSize = json.Integer("d_ff", 2048),
            LayerCount = json.Integer("num_layers", 6),
            HeadCount = json.Integer("num_heads", 8),
            BucketCount = json.Integer("relative_attention_num_buckets", 32, minimum: 4),
            MaxDistance = json.Integer("relative_attention_max_distance", 128),
            LayerNormEpsilon = json.Number("layer_norm_epsilon", 1e-6),
        };
        json.RequireNothingElse(InertSettings.Transformers, Inert);
        if (config.BucketCount % 2 != 0)
        {
            throw json.Refused("relative_attention_num_buckets", $"{config.BucketCount}", "even, for both directions");
        }

        return config.MaxDistance > config.BucketCount / 4
            ? config
            : throw json.Refused("relative_attention_max_distance", $"{config.MaxDistance}", $"above a quarter of the buckets, {config.BucketCount / 4}");
    }
}
