using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Stable Diffusion's autoencoder between images and latents, with the parameter names of published checkpoints.</summary>
/// <remarks>
/// Rombach et al. 2022, "High-Resolution Image Synthesis with Latent Diffusion Models", section 3.1; layout and names as Hugging Face
/// diffusers' AutoencoderKL. Latents here are unscaled: <see cref="Scale"/> them for the denoiser, <see cref="Unscale"/> them before decoding.
/// Temporaries are freed as the forward pass continues; results live in the caller's dispose scope. Fresh parameters come from torch's
/// global generator. Not thread-safe while parameters change.
/// </remarks>
public sealed class AutoencoderKL : nn.Module<Tensor, Tensor>
{
    internal const double NormEpsilon = 1e-6;

    [ComponentName(Name = "encoder")]
    private readonly AutoencoderEncoder _encoder;

    [ComponentName(Name = "decoder")]
    private readonly AutoencoderDecoder _decoder;

    [ComponentName(Name = "quant_conv")]
    private readonly Conv2d? _quantConv;

    [ComponentName(Name = "post_quant_conv")]
    private readonly Conv2d? _postQuantConv;

    /// <summary>Creates the model with random parameters.</summary>
    /// <param name="config">Its dimensions.</param>
    /// <exception cref="RewardLabException">The configuration contradicts itself or asks for what is not supported.</exception>
    public AutoencoderKL(AutoencoderKLConfig config)
        : base(nameof(AutoencoderKL))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Check(nameof(AutoencoderKLConfig));
        Config = config;
        _encoder = new AutoencoderEncoder(config);
        _decoder = new AutoencoderDecoder(config);
        _quantConv = config.UsesQuantConv ? nn.Conv2d(2 * config.LatentChannels, 2 * config.LatentChannels, 1) : null;
        _postQuantConv = config.UsesPostQuantConv ? nn.Conv2d(config.LatentChannels, config.LatentChannels, 1) : null;
        RegisterComponents();
    }

    /// <summary>What the model was built from.</summary>
    public AutoencoderKLConfig Config { get; }

    /// <summary>What latents are multiplied by before the denoiser sees them.</summary>
    public double ScalingFactor => Config.ScalingFactor;

    /// <summary>Latents as the denoiser sees them: less the shift, times the factor.</summary>
    /// <param name="latents">Unscaled, any shape.</param>
    /// <returns>The same shape, in the caller's dispose scope.</returns>
    public Tensor Scale(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var scope = NewDisposeScope();
        return (Config.ShiftFactor == 0 ? latents : latents.Add(-Config.ShiftFactor)).Mul(ScalingFactor).MoveToOuterDisposeScope();
    }

    /// <summary>Latents as <see cref="Decode"/> takes them: divided by the factor, plus the shift.</summary>
    /// <param name="latents">Scaled, any shape.</param>
    /// <returns>The same shape, in the caller's dispose scope.</returns>
    public Tensor Unscale(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var scope = NewDisposeScope();
        var divided = latents.Div(ScalingFactor);
        return (Config.ShiftFactor == 0 ? divided : divided.Add(Config.ShiftFactor)).MoveToOuterDisposeScope();
    }

    /// <summary>The current name of a stored parameter: older checkpoints call the attention's projections query, key, value and proj_attn.</summary>
    /// <param name="storedName">A name in a weights file.</param>
    /// <returns>The name in this module; the same where it is current already.</returns>
    public static string CurrentName(string storedName)
    {
        ArgumentNullException.ThrowIfNull(storedName);
        return storedName.Contains(".attentions.", StringComparison.Ordinal)
            ? storedName
                .Replace(".query.", ".to_q.", StringComparison.Ordinal)
                .Replace(".key.", ".to_k.", StringComparison.Ordinal)
                .Replace(".value.", ".to_v.", StringComparison.Ordinal)
                .Replace(".proj_attn.", ".to_out.0.", StringComparison.Ordinal)
            : storedName;
    }

    /// <summary>Encodes images.</summary>
    /// <param name="images">Pixels in [-1, 1], [batch, in_channels, height, width];
    /// sides that are multiples of Config.PixelsPerLatent survive a round trip.</param>
    /// <returns>The latents' distribution, [batch, latent_channels, height / PixelsPerLatent, width / PixelsPerLatent], unscaled.</returns>
    /// <exception cref="RewardLabException">The shape does not fit the configuration.</exception>
    public DiagonalGaussian Encode(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        CheckShape(nameof(images), images, Config.InChannels);
        using var scope = NewDisposeScope();
        var encoded = _encoder.call(images);
        var moments = (_quantConv?.call(encoded) ?? encoded).MoveToOuterDisposeScope(); // [batch, 2 latent_channels, h, w]
        scope.Dispose();
        return new DiagonalGaussian(moments);
    }

    /// <summary>Decodes latents.</summary>
    /// <param name="latents">Unscaled latents, [batch, latent_channels, h, w].</param>
    /// <returns>Pixels, about [-1, 1] but not limited to it, [batch, out_channels, h PixelsPerLatent, w PixelsPerLatent].</returns>
    /// <exception cref="RewardLabException">The shape does not fit the configuration.</exception>
    public Tensor Decode(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        CheckShape(nameof(latents), latents, Config.LatentChannels);
        using var scope = NewDisposeScope();
        return _decoder.call((_postQuantConv?.call(latents) ?? latents).contiguous()).MoveToOuterDisposeScope(); // [batch, out_channels, H, W]
    }

    /// <summary>Encodes images and decodes the most probable latents.</summary>
    /// <param name="images">Pixels in [-1, 1], [batch, in_channels, height, width].</param>
    /// <returns>[batch, out_channels, height, width].</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(images).Mode).MoveToOuterDisposeScope();
    }

    private static void CheckShape(string parameter, Tensor given, int channels)
    {
        if (given.dim() != 4 || given.shape[1] != channels)
        {
            throw new RewardLabException(
                $"AutoencoderKL: {parameter} are [{string.Join(", ", given.shape)}], the configuration asks for [batch, {channels}, height, width].");
        }
    }
}
