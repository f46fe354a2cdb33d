using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>The dimensions of Stable Diffusion 3's denoiser: diffusers' config.json of SD3Transformer2DModel, with its defaults.</summary>
/// <remarks>Keys that are not a property here are refused unless they hold the value that is built or say nothing.</remarks>
public sealed record Sd3TransformerConfig
{
    private const string ClassName = "SD3Transformer2DModel";

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["_class_name"] = [$"\"{ClassName}\""],
        ["force_zeros_for_pooled_projection"] = ["true", "false", "null"], // of controlnets only
        ["quantization_config"] = ["null"],
    };

    private static readonly Dictionary<string, bool> QueryKeyNorms = new(StringComparer.Ordinal) { ["rms_norm"] = true };

    /// <summary>Height and width of the latents that the model was trained on (sample_size). Default: 128.</summary>
    public int SampleSize { get; init; } = 128;

    /// <summary>Side of a patch of latents that becomes one token (patch_size). Default: 2.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>Channels of the latents (in_channels). Default: 16.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels of the velocity (out_channels). Default: 16.</summary>
    public int OutChannels { get; init; } = 16;

    /// <summary>Transformer blocks (num_layers). Default: 18.</summary>
    public int LayerCount { get; init; } = 18;

    /// <summary>Width of an attention head (attention_head_dim). Default: 64.</summary>
    public int HeadSize { get; init; } = 64;

    /// <summary>Attention heads (num_attention_heads). Default: 18.</summary>
    public int HeadCount { get; init; } = 18;

    /// <summary>Width of the text's states (joint_attention_dim). Default: 4096.</summary>
    public int JointAttentionDim { get; init; } = 4096;

    /// <summary>Width of the text's tokens inside, that of the image's (caption_projection_dim). Default: 1152.</summary>
    public int CaptionProjectionDim { get; init; } = 1152;

    /// <summary>Width of the pooled text embedding (pooled_projection_dim). Default: 2048.</summary>
    public int PooledProjectionDim { get; init; } = 2048;

    /// <summary>Side of the square of positions that is stored, in patches (pos_embed_max_size). Default: 96.</summary>
    public int PosEmbedMaxSize { get; init; } = 96;

    /// <summary>Blocks that attend to the image's tokens a second time (dual_attention_layers). Default: none.</summary>
    public IReadOnlyList<int> DualAttentionLayers { get; init; } = [];

    /// <summary>Whether queries and keys are normalised by their root mean square (qk_norm). Default: false.</summary>
    public bool NormalizesQueriesAndKeys { get; init; }

    /// <summary>Width of the tokens.</summary>
    public int Width => HeadCount * HeadSize;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a key has an impossible or unsupported value; the message names both.</exception>
    public static Sd3TransformerConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">A key has an impossible or unsupported value; the message names it.</exception>
    public static Sd3TransformerConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a config.json, as diffusers reads it.</summary>
    public string ToJson() => JsonConfig.Write(new JsonObject
    {
        ["_class_name"] = ClassName,
        ["sample_size"] = SampleSize,
        ["patch_size"] = PatchSize,
        ["in_channels"] = InChannels,
        ["out_channels"] = OutChannels,
        ["num_layers"] = LayerCount,
        ["attention_head_dim"] = HeadSize,
        ["num_attention_heads"] = HeadCount,
        ["joint_attention_dim"] = JointAttentionDim,
        ["caption_projection_dim"] = CaptionProjectionDim,
        ["pooled_projection_dim"] = PooledProjectionDim,
        ["pos_embed_max_size"] = PosEmbedMaxSize,
        ["dual_attention_layers"] = new JsonArray([.. DualAttentionLayers.Select(layer => (JsonNode)layer)]),
        ["qk_norm"] = NormalizesQueriesAndKeys ? "rms_norm" : null,
    });

    /// <exception cref="RewardLabException">Numbers contradict each other; <paramref name="source"/> is named.</exception>
    internal void Check(string source)
    {
        Require(CaptionProjectionDim == Width, "caption_projection_dim", $"is {CaptionProjectionDim}; it must be heads times their width, {Width}");
        Require(Width % 4 == 0, "num_attention_heads", $"times attention_head_dim is {Width}; positions need a multiple of 4");
        Require(
            DualAttentionLayers.All(layer => layer >= 0 && layer < LayerCount), "dual_attention_layers",
            $"is [{string.Join(", ", DualAttentionLayers)}]; blocks go from 0 to {LayerCount - 1}");
        Require(SampleSize >= PatchSize, "sample_size", $"is {SampleSize}; it must be at least patch_size, {PatchSize}");

        void Require(bool condition, string key, string complaint)
        {
            if (!condition)
            {
                throw new RewardLabException($"{source}: {key} {complaint}.");
            }
        }
    }

    private static Sd3TransformerConfig From(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        var defaults = new Sd3TransformerConfig();
        var inChannels = json.Integer("in_channels", defaults.InChannels);
        var config = new Sd3TransformerConfig
        {
            SampleSize = json.Integer("sample_size", defaults.SampleSize),
            PatchSize = json.Integer("patch_size", defaults.PatchSize),
            InChannels = inChannels,
            OutChannels = json.Has("out_channels") ? json.Integer("out_channels", inChannels) : inChannels,
            LayerCount = json.Integer("num_layers", defaults.LayerCount),
            HeadSize = json.Integer("attention_head_dim", defaults.HeadSize),
            HeadCount = json.Integer("num_attention_heads", defaults.HeadCount),
            JointAttentionDim = json.Integer("joint_attention_dim", defaults.JointAttentionDim),
            CaptionProjectionDim = json.Integer("caption_projection_dim", defaults.CaptionProjectionDim),
            PooledProjectionDim = json.Integer("pooled_projection_dim", defaults.PooledProjectionDim),
            PosEmbedMaxSize = json.Integer("pos_embed_max_size", defaults.PosEmbedMaxSize),
            DualAttentionLayers = json.Integers("dual_attention_layers", [], minimum: 0),
            NormalizesQueriesAndKeys = json.Has("qk_norm") && json.Choice("qk_norm", "rms_norm", QueryKeyNorms),
        };
        json.RequireNothingElse();
        config.Check(json.Source);
        return config;
    }
}
