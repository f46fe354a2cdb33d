using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;

namespace RewardLab.Numerics.Models.Diffusion;

/// <summary>The dimensions of an autoencoder: diffusers' config.json of AutoencoderKL, with its defaults.</summary>
/// <remarks>
/// Keys that are no property here are kept; those that would change the computation are refused unless they hold the one value that is built.
/// Lists run from the highest resolution to the lowest.
/// </remarks>
public sealed record AutoencoderKLConfig
{
    private static readonly Dictionary<string, string[]> FixedKeys = new(StringComparer.Ordinal)
    {
        ["_class_name"] = ["\"AutoencoderKL\""],
        ["act_fn"] = ["\"silu\"", "\"swish\""],
        ["latents_mean"] = ["null"],
        ["latents_std"] = ["null"],
        ["mid_block_add_attention"] = ["true"],
        ["shift_factor"] = ["null"],
        ["use_post_quant_conv"] = ["true"],
        ["use_quant_conv"] = ["true"],
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

    /// <summary>Whether the model overflows in float16 and is to be run in float32. Default: true.</summary>
    public bool ForceUpcast { get; init; } = true;

    /// <summary>Every other key of the file, kept for writing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> OtherKeys { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Pixels of the image along each side of one latent pixel.</summary>
    [JsonIgnore]
    public int PixelsPerLatent => 1 << (LevelCount - 1);

    /// <summary>The number of resolutions.</summary>
    [JsonIgnore]
    public int LevelCount => BlockOutChannels.Count;

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a key has an impossible or unsupported value; the message names both.</exception>
    public static AutoencoderKLConfig Load(string path)
    {
        var config = ConfigJson.Load<AutoencoderKLConfig>(path);
        config.Check(path);
        return config;
    }

    /// <summary>Reads the text of a config.json.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="RewardLabException">A key has an impossible or unsupported value; the message names it.</exception>
    public static AutoencoderKLConfig Parse(string json, string source)
    {
        var config = ConfigJson.Parse<AutoencoderKLConfig>(json, source);
        config.Check(source);
        return config;
    }

    /// <summary>The text of a config.json that describes this model.</summary>
    public string ToJson() => ConfigJson.Write(this with { OtherKeys = ConfigJson.WithClassName(OtherKeys, nameof(AutoencoderKL)) });

    internal ResnetBlock2D Resnet(long inChannels, long outChannels) =>
        new(inChannels, outChannels, timeChannels: null, NormNumGroups, AutoencoderKL.NormEpsilon);

    internal void Check(string source)
    {
        ConfigJson.CheckFixed(OtherKeys, FixedKeys, source);
        ConfigJson.RequirePositive(source, ("in_channels", InChannels), ("out_channels", OutChannels), ("layers_per_block", LayersPerBlock),
            ("latent_channels", LatentChannels), ("norm_num_groups", NormNumGroups));
        ConfigJson.RequireLevels(source, BlockOutChannels, NormNumGroups, DownBlockTypes, ["DownEncoderBlock2D"], UpBlockTypes, ["UpDecoderBlock2D"]);
        ConfigJson.Require(ScalingFactor > 0 && double.IsFinite(ScalingFactor), source, "scaling_factor", "must be above 0");
    }
}
