using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The dimensions of an autoencoder: diffusers' config.json of AutoencoderKL, with its defaults.</summary>
/// <remarks>
/// Keys that are not a property here are refused unless they hold the value that is built or say nothing.
/// Lists run from the highest resolution to the lowest.
/// </remarks>
public sealed record AutoencoderKLConfig
{
    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["_class_name"] = ["\"AutoencoderKL\""],
        ["act_fn"] = ["\"silu\"", "\"swish\""],
        ["latents_mean"] = ["null"],
        ["latents_std"] = ["null"],
        ["mid_block_add_attention"] = ["true"],
        ["quantization_config"] = ["null"],
    };

    /// <summary>Height and width of the images that the model was trained on, in pixels. Default: 32. Any size is computed.</summary>
    public int SampleSize { get; init; } = 32;

    /// <summary>Channels of the images that are encoded. Default: 3.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of the images that are decoded. Default: 3.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>"DownEncoderBlock2D" for each level.</summary>
    public IReadOnlyList<string> DownBlockTypes { get; init; } = ["DownEncoderBlock2D"];

    /// <summary>"UpDecoderBlock2D" for each level.</summary>
    public IReadOnlyList<string> UpBlockTypes { get; init; } = ["UpDecoderBlock2D"];

    /// <summary>Channels of each level; multiples of <see cref="NormNumGroups"/>. Every level but the last halves height and width. Default: 64.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [64];

    /// <summary>Layers of each level in the encoder; one more in the decoder. Default: 1.</summary>
    public int LayersPerBlock { get; init; } = 1;

    /// <summary>Channels of the latents. Default: 4.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>Groups of every group normalisation. Default: 32.</summary>
    public int NormNumGroups { get; init; } = 32;

    /// <summary>What latents are multiplied by before the denoiser sees them, so that their variance is about 1. Default: 0.18215.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    /// <summary>What is taken off latents before they are multiplied (shift_factor), so that their mean is about 0. Default: 0.</summary>
    public double ShiftFactor { get; init; }

    /// <summary>Whether the encoder is followed by a convolution of 1 x 1 (use_quant_conv). Default: true.</summary>
    public bool UsesQuantConv { get; init; } = true;

    /// <summary>Whether the decoder follows a convolution of 1 x 1 (use_post_quant_conv). Default: true.</summary>
    public bool UsesPostQuantConv { get; init; } = true;

    /// <summary>Whether the model overflows in float16 and is to be run in float32. Default: true.</summary>
    public bool ForceUpcast { get; init; } = true;

    /// <summary>Pixels of the image along each side of one latent pixel.</summary>
    public int PixelsPerLatent => 1 << (LevelCount - 1);

    /// <summary>The number of resolutions.</summary>
    public int LevelCount => BlockOutChannels.Count;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a key has an impossible or unsupported value; the message names both.</exception>
    public static AutoencoderKLConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">A key has an impossible or unsupported value; the message names it.</exception>
    public static AutoencoderKLConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a config.json, as diffusers reads it.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["_class_name"] = nameof(AutoencoderKL),
            ["sample_size"] = SampleSize,
            ["in_channels"] = InChannels,
            ["out_channels"] = OutChannels,
            ["down_block_types"] = LevelList.ToJson(DownBlockTypes),
            ["up_block_types"] = LevelList.ToJson(UpBlockTypes),
            ["block_out_channels"] = LevelList.ToJson(BlockOutChannels),
            ["layers_per_block"] = LayersPerBlock,
            ["act_fn"] = "silu",
            ["latent_channels"] = LatentChannels,
            ["norm_num_groups"] = NormNumGroups,
            ["scaling_factor"] = ScalingFactor,
            ["force_upcast"] = ForceUpcast,
        };
        if (ShiftFactor != 0)
        {
            json["shift_factor"] = ShiftFactor;
        }

        if (!UsesQuantConv || !UsesPostQuantConv)
        {
            json["use_quant_conv"] = UsesQuantConv;
            json["use_post_quant_conv"] = UsesPostQuantConv;
        }

        return JsonConfig.Write(json);
    }

    internal ResnetBlock2D Resnet(long inChannels, long outChannels) =>
        new(inChannels, outChannels, timeChannels: null, NormNumGroups, AutoencoderKL.NormEpsilon);

    internal void Check(string source)
    {
        LevelList.CheckPositive(source, ("in_channels", InChannels), ("out_channels", OutChannels), ("layers_per_block", LayersPerBlock),
            ("latent_channels", LatentChannels), ("norm_num_groups", NormNumGroups));
        LevelList.CheckChannels(source, BlockOutChannels, NormNumGroups);
        LevelList.CheckTypes(source, "down_block_types", DownBlockTypes, ["DownEncoderBlock2D"], LevelCount);
        LevelList.CheckTypes(source, "up_block_types", UpBlockTypes, ["UpDecoderBlock2D"], LevelCount);
        LevelList.Require(ScalingFactor > 0 && double.IsFinite(ScalingFactor), source, "scaling_factor", $"is {ScalingFactor}; it must be above 0");
    }

    private static AutoencoderKLConfig From(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        var defaults = new AutoencoderKLConfig();
        var config = new AutoencoderKLConfig
        {
            SampleSize = json.Integer("sample_size", defaults.SampleSize),
            InChannels = json.Integer("in_channels", defaults.InChannels),
            OutChannels = json.Integer("out_channels", defaults.OutChannels),
            DownBlockTypes = json.Texts("down_block_types", defaults.DownBlockTypes),
            UpBlockTypes = json.Texts("up_block_types", defaults.UpBlockTypes),
            BlockOutChannels = json.Integers("block_out_channels", defaults.BlockOutChannels),
            LayersPerBlock = json.Integer("layers_per_block", defaults.LayersPerBlock),
            LatentChannels = json.Integer("latent_channels", defaults.LatentChannels),
            NormNumGroups = json.Integer("norm_num_groups", defaults.NormNumGroups),
            ScalingFactor = json.Number("scaling_factor", defaults.ScalingFactor),
            ShiftFactor = json.Number("shift_factor", defaults.ShiftFactor),
            UsesQuantConv = json.Flag("use_quant_conv", defaults.UsesQuantConv),
            UsesPostQuantConv = json.Flag("use_post_quant_conv", defaults.UsesPostQuantConv),
            ForceUpcast = json.Flag("force_upcast", defaults.ForceUpcast),
        };
        json.RequireNothingElse();
        config.Check(json.Source);
        return config;
    }
}
