using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;

namespace RewardLab.Numerics.Models.Diffusion;

/// <summary>The dimensions of a U-Net: diffusers' config.json of UNet2DConditionModel, with its defaults.</summary>
/// <remarks>
/// Keys that are no property here are kept; those that would change the computation are refused unless they hold the one value that is built.
/// Lists run from the highest resolution to the lowest.
/// </remarks>
public sealed record UNet2DConditionConfig
{
    private const string Attending = "CrossAttn";

    private static readonly Dictionary<string, string[]> FixedKeys = new(StringComparer.Ordinal)
    {
        ["_class_name"] = ["\"UNet2DConditionModel\""],
        ["act_fn"] = ["\"silu\"", "\"swish\""],
        ["addition_embed_type"] = ["null"],
        ["attention_type"] = ["\"default\""],
        ["center_input_sample"] = ["false"],
        ["class_embed_type"] = ["null"],
        ["class_embeddings_concat"] = ["false"],
        ["conv_in_kernel"] = ["3"],
        ["conv_out_kernel"] = ["3"],
        ["cross_attention_norm"] = ["null"],
        ["dropout"] = ["0"],
        ["dual_cross_attention"] = ["false"],
        ["encoder_hid_dim"] = ["null"],
        ["encoder_hid_dim_type"] = ["null"],
        ["mid_block_only_cross_attention"] = ["null", "false"],
        ["mid_block_scale_factor"] = ["1"],
        ["mid_block_type"] = ["\"UNetMidBlock2DCrossAttn\""],
        ["num_attention_heads"] = ["null"],
        ["num_class_embeds"] = ["null"],
        ["only_cross_attention"] = ["false"],
        ["resnet_out_scale_factor"] = ["1"],
        ["resnet_skip_time_act"] = ["false"],
        ["resnet_time_scale_shift"] = ["\"default\""],
        ["reverse_transformer_layers_per_block"] = ["null"],
        ["time_cond_proj_dim"] = ["null"],
        ["time_embedding_act_fn"] = ["null"],
        ["time_embedding_dim"] = ["null"],
        ["time_embedding_type"] = ["\"positional\""],
        ["timestep_post_act"] = ["null"],
    };

    /// <summary>Height and width of the latents that the model was trained on, in latent pixels; null when not told. Any size is computed.</summary>
    public int? SampleSize { get; init; }

    /// <summary>Channels of the input. Default: 4.</summary>
    public int InChannels { get; init; } = 4;

    /// <summary>Channels of the output. Default: 4.</summary>
    public int OutChannels { get; init; } = 4;

    /// <summary>Whether cosines precede sines in the timestep's sinusoids. Default: true.</summary>
    public bool FlipSinToCos { get; init; } = true;

    /// <summary>Subtracted from the number of frequencies when they are spaced. Default: 0.</summary>
    public double FreqShift { get; init; }

    /// <summary>"DownBlock2D" or "CrossAttnDownBlock2D" for each level.</summary>
    public IReadOnlyList<string> DownBlockTypes { get; init; } = ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"];

    /// <summary>"UpBlock2D" or "CrossAttnUpBlock2D" for each level, the lowest resolution first.</summary>
    public IReadOnlyList<string> UpBlockTypes { get; init; } = ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"];

    /// <summary>Channels of each level; multiples of <see cref="NormNumGroups"/>, the first even. Default: 320, 640, 1280, 1280.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    /// <summary>Layers of each level on the way down; one more on the way up. Default: 2.</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>Padding of the downsampling convolutions: 1 on every side, or 0 for one row below and one column to the right. Default: 1.</summary>
    public int DownsamplePadding { get; init; } = 1;

    /// <summary>Groups of every group normalisation. Default: 32.</summary>
    public int NormNumGroups { get; init; } = 32;

    /// <summary>Epsilon of the group normalisations outside transformers. Default: 1e-5.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Channels of the text encoder's states. Default: 1280.</summary>
    public int CrossAttentionDim { get; init; } = 1280;

    /// <summary>The number of attention *heads*, one for all levels or one a level. Default: 8.</summary>
    /// <remarks>The name is diffusers' old mistake, kept by every published checkpoint of this layout.</remarks>
    [JsonConverter(typeof(OneOrManyConverter))]
    public IReadOnlyList<int> AttentionHeadDim { get; init; } = [8];

    /// <summary>Transformer blocks in each transformer, one for all levels or one a level. Default: 1.</summary>
    [JsonConverter(typeof(OneOrManyConverter))]
    public IReadOnlyList<int> TransformerLayersPerBlock { get; init; } = [1];

    /// <summary>Whether transformers project by linear layers (Stable Diffusion 2) or by 1x1 convolutions (1.x). Default: false.</summary>
    public bool UseLinearProjection { get; init; }

    /// <summary>Whether attention is computed in float32 whatever the model's type. Default: false.</summary>
    public bool UpcastAttention { get; init; }

    /// <summary>Every other key of the file, kept for writing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> OtherKeys { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>The number of resolutions.</summary>
    [JsonIgnore]
    public int LevelCount => BlockOutChannels.Count;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a key has an impossible or unsupported value; the message names both.</exception>
    public static UNet2DConditionConfig Load(string path)
    {
        var config = ConfigJson.Load<UNet2DConditionConfig>(path);
        config.Check(path);
        return config;
    }

    /// <summary>Reads the text of a config.json.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="RewardLabException">A key has an impossible or unsupported value; the message names it.</exception>
    public static UNet2DConditionConfig Parse(string json, string source)
    {
        var config = ConfigJson.Parse<UNet2DConditionConfig>(json, source);
        config.Check(source);
        return config;
    }

    /// <summary>The text of a config.json that describes this model.</summary>
    public string ToJson() => ConfigJson.Write(this with { OtherKeys = ConfigJson.WithClassName(OtherKeys, nameof(UNet2DConditionModel)) });

    internal int HeadCountAt(int level) => AttentionHeadDim[AttentionHeadDim.Count == 1 ? 0 : level];

    internal int TransformerLayersAt(int level) => TransformerLayersPerBlock[TransformerLayersPerBlock.Count == 1 ? 0 : level];

    internal bool DownBlockAttends(int level) => DownBlockTypes[level].StartsWith(Attending, StringComparison.Ordinal);

    internal bool UpBlockAttends(int level) => UpBlockTypes[^(level + 1)].StartsWith(Attending, StringComparison.Ordinal);

    internal ResnetBlock2D Resnet(long inChannels, long outChannels) =>
        new(inChannels, outChannels, UNet2DConditionModel.TimeEmbeddingExpansion * BlockOutChannels[0], NormNumGroups, NormEps);

    internal void Check(string source)
    {
        ConfigJson.CheckFixed(OtherKeys, FixedKeys, source);
        ConfigJson.RequirePositive(source, ("in_channels", InChannels), ("out_channels", OutChannels), ("layers_per_block", LayersPerBlock),
            ("norm_num_groups", NormNumGroups), ("cross_attention_dim", CrossAttentionDim));
        ConfigJson.RequireLevels(source, BlockOutChannels, NormNumGroups, DownBlockTypes, ["DownBlock2D", "CrossAttnDownBlock2D"], UpBlockTypes, ["UpBlock2D", "CrossAttnUpBlock2D"]);
        ConfigJson.Require(BlockOutChannels[0] % 2 == 0, source, "block_out_channels", "must begin with an even number");
        ConfigJson.Require(DownsamplePadding is 0 or 1, source, "downsample_padding", "must be 0 or 1");
        ConfigJson.Require(NormEps > 0 && double.IsFinite(NormEps), source, "norm_eps", "must be above 0");
        ConfigJson.Require(FreqShift >= 0 && FreqShift < BlockOutChannels[0] / 2, source, "freq_shift", "must be at least 0 and below half of block_out_channels[0]");
        RequirePerLevel(source, "attention_head_dim", AttentionHeadDim);
        RequirePerLevel(source, "transformer_layers_per_block", TransformerLayersPerBlock);
        for (var level = 0; level < LevelCount; level++)
        {
            var attends = DownBlockAttends(level) || UpBlockAttends(level) || level == LevelCount - 1;
            ConfigJson.Require(!attends || BlockOutChannels[level] % HeadCountAt(level) == 0, source, "attention_head_dim",
                $"asks for {HeadCountAt(level)} heads, which do not divide the {BlockOutChannels[level]} channels of level {level}");
        }
    }

    private void RequirePerLevel(string source, string key, IReadOnlyList<int> values)
    {
        ConfigJson.Require(values.Count == 1 || values.Count == LevelCount, source, key, $"must be one number or {LevelCount}, one a level of block_out_channels");
        ConfigJson.Require(values.All(value => value > 0), source, key, "must be above 0");
    }
}
