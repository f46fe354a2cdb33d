using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The dimensions of a U-Net: diffusers' config.json of UNet2DConditionModel, with its defaults.</summary>
/// <remarks>
/// Keys that are not a property here are refused unless they hold the value that is built or say nothing.
/// Lists run from the highest resolution to the lowest.
/// </remarks>
public sealed record UNet2DConditionConfig
{
    private const string Attending = "CrossAttn";
    private const string TextTime = "text_time";

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["_class_name"] = ["\"UNet2DConditionModel\""],
        ["act_fn"] = ["\"silu\"", "\"swish\""],
        ["addition_embed_type"] = ["null", $"\"{TextTime}\""],
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
        ["quantization_config"] = ["null"],
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

    // Sizes of embeddings that are not built; without an addition_embed_type the last two are read by nobody either.
    private static readonly FrozenSet<string> Inert =
        FrozenSet.Create(StringComparer.Ordinal, "addition_embed_type_num_heads", "addition_time_embed_dim", "projection_class_embeddings_input_dim");

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
    public IReadOnlyList<int> AttentionHeadDim { get; init; } = [8];

    /// <summary>Transformer blocks in each transformer, one for all levels or one a level. Default: 1.</summary>
    public IReadOnlyList<int> TransformerLayersPerBlock { get; init; } = [1];

    /// <summary>Whether transformers project by linear layers (Stable Diffusion 2) or by 1x1 convolutions (1.x). Default: false.</summary>
    public bool UseLinearProjection { get; init; }

    /// <summary>Whether attention is computed in float32 whatever the model's type. Default: false.</summary>
    public bool UpcastAttention { get; init; }

    /// <summary>Whether a pooled text embedding and the sizes of the image join the time embedding ("text_time", Stable Diffusion XL). Default: false.
    /// </summary>
    public bool AddsTextAndSizes { get; init; }

    /// <summary>Channels of the sinusoids of each size; even. Null where nothing is added.</summary>
    public int? AdditionTimeEmbedDim { get; init; }

    /// <summary>Channels of the pooled text embedding and all sinusoids of sizes together. Null where nothing is added.</summary>
    public int? ProjectionClassEmbeddingsInputDim { get; init; }

    /// <summary>The number of resolutions.</summary>
    public int LevelCount => BlockOutChannels.Count;

    /// <summary>Channels of the pooled text embedding that is added; 0 where nothing is.</summary>
    public int PooledTextWidth => AddsTextAndSizes ? ProjectionClassEmbeddingsInputDim!.Value - (ImageSizes.Count * AdditionTimeEmbedDim!.Value) : 0;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a key has an impossible or unsupported value; the message names both.</exception>
    public static UNet2DConditionConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">A key has an impossible or unsupported value; the message names it.</exception>
    public static UNet2DConditionConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a config.json, as diffusers reads it.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["_class_name"] = nameof(UNet2DConditionModel),
            ["sample_size"] = SampleSize,
            ["in_channels"] = InChannels,
            ["out_channels"] = OutChannels,
            ["flip_sin_to_cos"] = FlipSinToCos,
            ["freq_shift"] = FreqShift,
            ["down_block_types"] = LevelList.ToJson(DownBlockTypes),
            ["mid_block_type"] = "UNetMidBlock2DCrossAttn",
            ["up_block_types"] = LevelList.ToJson(UpBlockTypes),
            ["block_out_channels"] = LevelList.ToJson(BlockOutChannels),
            ["layers_per_block"] = LayersPerBlock,
            ["downsample_padding"] = DownsamplePadding,
            ["act_fn"] = "silu",
            ["norm_num_groups"] = NormNumGroups,
            ["norm_eps"] = NormEps,
            ["cross_attention_dim"] = CrossAttentionDim,
            ["attention_head_dim"] = AttentionHeadDim is [var heads] ? heads : LevelList.ToJson(AttentionHeadDim),
            ["transformer_layers_per_block"] = TransformerLayersPerBlock is [var layers] ? layers : LevelList.ToJson(TransformerLayersPerBlock),
            ["use_linear_projection"] = UseLinearProjection,
            ["upcast_attention"] = UpcastAttention,
        };
        if (AddsTextAndSizes)
        {
            json["addition_embed_type"] = TextTime;
            json["addition_time_embed_dim"] = AdditionTimeEmbedDim;
            json["projection_class_embeddings_input_dim"] = ProjectionClassEmbeddingsInputDim;
        }

        return JsonConfig.Write(json);
    }

    internal int HeadCountAt(int level) => AttentionHeadDim[AttentionHeadDim.Count == 1 ? 0 : level];

    internal int TransformerLayersAt(int level) => TransformerLayersPerBlock[TransformerLayersPerBlock.Count == 1 ? 0 : level];

    internal bool DownBlockAttends(int level) => DownBlockTypes[level].StartsWith(Attending, StringComparison.Ordinal);

    internal bool UpBlockAttends(int level) => UpBlockTypes[^(level + 1)].StartsWith(Attending, StringComparison.Ordinal);

    internal ResnetBlock2D Resnet(long inChannels, long outChannels) =>
        new(inChannels, outChannels, UNet2DConditionModel.TimeEmbeddingExpansion * BlockOutChannels[0], NormNumGroups, NormEps);

    internal void Check(string source)
    {
        LevelList.CheckPositive(source, ("in_channels", InChannels), ("out_channels", OutChannels), ("layers_per_block", LayersPerBlock),
            ("norm_num_groups", NormNumGroups), ("cross_attention_dim", CrossAttentionDim));
        LevelList.CheckChannels(source, BlockOutChannels, NormNumGroups);
        LevelList.CheckTypes(source, "down_block_types", DownBlockTypes, ["DownBlock2D", "CrossAttnDownBlock2D"], LevelCount);
        LevelList.CheckTypes(source, "up_block_types", UpBlockTypes, ["UpBlock2D", "CrossAttnUpBlock2D"], LevelCount);
        LevelList.CheckOneOrPerLevel(source, "attention_head_dim", AttentionHeadDim, LevelCount);
        LevelList.CheckOneOrPerLevel(source, "transformer_layers_per_block", TransformerLayersPerBlock, LevelCount);
        Require(BlockOutChannels[0] % 2 == 0, "block_out_channels", $"begins with {BlockOutChannels[0]}; it must begin with an even number");
        Require(DownsamplePadding is 0 or 1, "downsample_padding", $"is {DownsamplePadding}; it must be 0 or 1");
        Require(NormEps > 0 && double.IsFinite(NormEps), "norm_eps", $"is {NormEps}; it must be above 0");
        Require(FreqShift >= 0 && FreqShift < BlockOutChannels[0] / 2, "freq_shift",
            $"is {FreqShift}; it must be at least 0 and below half of the first of block_out_channels");
        if (AddsTextAndSizes)
        {
            Require(AdditionTimeEmbedDim is > 0 && AdditionTimeEmbedDim % 2 == 0, "addition_time_embed_dim",
                $"is {Shown(AdditionTimeEmbedDim)}; with addition_embed_type '{TextTime}' it must be an even number above 0");
            Require(ProjectionClassEmbeddingsInputDim > ImageSizes.Count * (long)AdditionTimeEmbedDim!.Value, "projection_class_embeddings_input_dim",
                $"is {Shown(ProjectionClassEmbeddingsInputDim)}; with addition_embed_type '{TextTime}' it must be above "
                + $"{ImageSizes.Count} times addition_time_embed_dim, {AdditionTimeEmbedDim}");
        }

        for (var level = 0; level < LevelCount; level++)
        {
            var attends = DownBlockAttends(level) || UpBlockAttends(level) || level == LevelCount - 1;
            Require(!attends || BlockOutChannels[level] % HeadCountAt(level) == 0, "attention_head_dim",
                $"asks for {HeadCountAt(level)} heads; they must divide the {BlockOutChannels[level]} channels of level {level}");
        }

        static string Shown(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "missing";

        void Require(bool condition, string key, string complaint) => LevelList.Require(condition, source, key, complaint);
    }

    private static UNet2DConditionConfig From(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        var defaults = new UNet2DConditionConfig();
        var addsTextAndSizes = json.Text("addition_embed_type", "") == TextTime;
        var config = new UNet2DConditionConfig
        {
            SampleSize = json.Has("sample_size") ? json.Integer("sample_size", 1) : null,
            InChannels = json.Integer("in_channels", defaults.InChannels),
            OutChannels = json.Integer("out_channels", defaults.OutChannels),
            FlipSinToCos = json.Flag("flip_sin_to_cos", defaults.FlipSinToCos),
            FreqShift = json.Number("freq_shift", defaults.FreqShift),
            DownBlockTypes = json.Texts("down_block_types", defaults.DownBlockTypes),
            UpBlockTypes = json.Texts("up_block_types", defaults.UpBlockTypes),
            BlockOutChannels = json.Integers("block_out_channels", defaults.BlockOutChannels),
            LayersPerBlock = json.Integer("layers_per_block", defaults.LayersPerBlock),
            DownsamplePadding = json.Integer("downsample_padding", defaults.DownsamplePadding, minimum: 0),
            NormNumGroups = json.Integer("norm_num_groups", defaults.NormNumGroups),
            NormEps = json.Number("norm_eps", defaults.NormEps),
            CrossAttentionDim = json.Integer("cross_attention_dim", defaults.CrossAttentionDim),
            AttentionHeadDim = json.Integers("attention_head_dim", defaults.AttentionHeadDim, mayBeSingle: true),
            TransformerLayersPerBlock = json.Integers("transformer_layers_per_block", defaults.TransformerLayersPerBlock, mayBeSingle: true),
            UseLinearProjection = json.Flag("use_linear_projection", defaults.UseLinearProjection),
            UpcastAttention = json.Flag("upcast_attention", defaults.UpcastAttention),
            AddsTextAndSizes = addsTextAndSizes,
            AdditionTimeEmbedDim = Added("addition_time_embed_dim"),
            ProjectionClassEmbeddingsInputDim = Added("projection_class_embeddings_input_dim"),
        };
        json.RequireNothingElse(Inert);
        config.Check(json.Source);
        return config;

        int? Added(string key) => addsTextAndSizes && json.Has(key) ? json.Integer(key, 1) : null;
    }
}
