using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Clip;

/// <summary>What the text tower and the vision tower of a CLIP model have in common.</summary>
public abstract record ClipEncoderConfig
{
    private static readonly Dictionary<string, ClipActivation> Activations = new()
    {
        ["quick_gelu"] = ClipActivation.QuickGelu,
        ["gelu"] = ClipActivation.Gelu,
    };

    // "dropout" is read by no version of the towers; a vision tower's own projection_dim counts where a model of that tower alone projects,
    // which none here does.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(StringComparer.Ordinal, "dropout", "projection_dim");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["add_cross_attention"] = ["false", "null"],
        ["is_decoder"] = ["false", "null"],
        ["quantization_config"] = ["null"],
    };

    /// <summary>Width of the hidden states (hidden_size).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the feed-forward part (intermediate_size).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of transformer blocks (num_hidden_layers).</summary>
    public required int LayerCount { get; init; }

    /// <summary>Attention heads in each block (num_attention_heads); divides <see cref="HiddenSize"/>.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Activation of the feed-forward part (hidden_act). Default: <see cref="ClipActivation.QuickGelu"/>.</summary>
    public ClipActivation Activation { get; init; } = ClipActivation.QuickGelu;

    /// <summary>Added to the variance in layer normalisation (layer_norm_eps). Default: 1e-5.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-5;

    /// <summary>Share of attention weights dropped while training, 0 to 1 (attention_dropout). Default: 0.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Scale of fresh weights (initializer_factor). Default: 1.</summary>
    public double InitializerFactor { get; init; } = 1;

    /// <summary>Standard deviation of fresh embeddings (initializer_range). Default: 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    internal JsonObject ToJsonObject(string modelType) => new()
    {
        ["model_type"] = modelType,
        ["hidden_size"] = HiddenSize,
        ["intermediate_size"] = IntermediateSize,
        ["num_hidden_layers"] = LayerCount,
        ["num_attention_heads"] = HeadCount,
        ["hidden_act"] = JsonConfig.TextOf(Activation, Activations),
        ["layer_norm_eps"] = LayerNormEpsilon,
        ["attention_dropout"] = AttentionDropout,
        ["initializer_factor"] = InitializerFactor,
        ["initializer_range"] = InitializerRange,
    };

    /// <summary>Refuses what a tower's configuration asks for beyond what was read.</summary>
    internal static void RequireNothingElse(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        json.RequireNothingElse(InertSettings.Transformers, Inert);
    }

    internal static ClipActivation ReadActivation(JsonConfig json) => json.Choice("hidden_act", "quick_gelu", Activations);

    internal static double ReadDropout(JsonConfig json)
    {
        var dropout = json.Number("attention_dropout", 0);
        return dropout is >= 0 and < 1 ? dropout : throw json.Refused("attention_dropout", $"{dropout}", "at least 0 and below 1");
    }

    internal static int ReadHeadCount(JsonConfig json, int hiddenSize, int fallback)
    {
        var headCount = json.Integer("num_attention_heads", fallback);
        return hiddenSize % headCount == 0
            ? headCount
            : throw json.Refused("num_attention_heads", $"{headCount}", $"a divisor of hidden_size, {hiddenSize}");
    }
}
