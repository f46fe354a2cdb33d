using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Torch.Models.Diffusion;

namespace RewardLab.Torch.Pipelines;

/// <summary>How images are generated.</summary>
public sealed record GenerationOptions
{
    // One list for all: options that say the same are equal.
    private static readonly IReadOnlyList<int> PublishedSkipLayers = [7, 8, 9];

    /// <summary>Denoising steps, 1 to the schedule's training steps. Default: 50.</summary>
    [Range(1, 1000)]
    [DefaultValue(50)]
    [Description("denoising steps per image")]
    public int NumInferenceSteps { get; init; } = 50;

    /// <summary>Weight of the prompt against the negative prompt (Ho and Salimans, arXiv:2207.12598); 1 and below switch guidance off. Default: 7.5.</summary>
    [Range(0d, 100d)]
    [DefaultValue(7.5)]
    [Description("classifier-free guidance; 1 is none")]
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>Noise added on the way, 0 (deterministic DDIM) to 1 (DDPM). Default: 0.</summary>
    [Range(0d, 1d)]
    [DefaultValue(0d)]
    [Description("eta, noise added per step: 0 is deterministic DDIM, 1 is DDPM")]
    public double Eta { get; init; }

    /// <summary>What guidance leads away from. Default: null, none; that is the empty text, or zeros where the model was trained so, as Stable Diffusion XL.
    /// </summary>
    [Description("negative prompt: text that guidance moves away from")]
    public string? NegativePrompt { get; init; }

    /// <summary>Blocks at the end of the text encoder that are left out, for prompts and not for the negative prompt. Default: 0.</summary>
    [Range(0, 64)]
    [DefaultValue(0)]
    [Description("clip skip: last blocks of the text encoder left out")]
    public int ClipSkip { get; init; }

    /// <summary>Chunks of 75 tokens that every prompt is spread over, at least 1; short prompts are filled up. Default: 1, what follows 75 tokens is cut.
    /// </summary>
    [Range(1, 16)]
    [DefaultValue(1)]
    [Description("chunks of 75 tokens per prompt; with 1 a longer prompt is cut")]
    public int PromptChunks { get; init; } = 1;

    /// <summary>What Stable Diffusion XL is told of the image's height before it was scaled for training, in pixels; null for the image's own.</summary>
    [Range(1, 65536)]
    [Description("original height that Stable Diffusion XL is told, in pixels; the image's own when not given")]
    public int? OriginalHeight { get; init; }

    /// <summary>What Stable Diffusion XL is told of the image's width before it was scaled for training, in pixels; null for the image's own.</summary>
    [Range(1, 65536)]
    [Description("original width that Stable Diffusion XL is told, in pixels; the image's own when not given")]
    public int? OriginalWidth { get; init; }

    /// <summary>What Stable Diffusion XL is told of rows cut off above, in pixels. Default: 0.</summary>
    [Range(0, 65536)]
    [DefaultValue(0)]
    [Description("rows cut off above that Stable Diffusion XL is told")]
    public int CropTop { get; init; }

    /// <summary>What Stable Diffusion XL is told of columns cut off to the left, in pixels. Default: 0.</summary>
    [Range(0, 65536)]
    [DefaultValue(0)]
    [Description("columns cut off to the left that Stable Diffusion XL is told")]
    public int CropLeft { get; init; }

    /// <summary>Images denoised at once, at least 1. Default: 8.</summary>
    /// <remarks>Part of what decides an image's last bits, so a short batch is filled up and its surplus discarded.</remarks>
    [Range(1, 4096)]
    [DefaultValue(8)]
    [Description("images per batch")]
    public int BatchSize { get; init; } = 8;

    /// <summary>Height in pixels, a multiple of the autoencoder's factor; null for the size that the model was trained on. Default: null.</summary>
    [Range(1, 8192)]
    [Description("height in pixels; the model's own when not given")]
    public int? Height { get; init; }

    /// <summary>Width in pixels, a multiple of the autoencoder's factor; null for the size that the model was trained on. Default: null.</summary>
    [Range(1, 8192)]
    [Description("width in pixels; the model's own when not given")]
    public int? Width { get; init; }

    /// <summary>Whether images are decoded one at a time, which needs the least memory. Default: false, as many as take that of two of 512 x 512.</summary>
    [DefaultValue(false)]
    [Description("decode images one at a time, for the least memory")]
    public bool DecodesOneByOne { get; init; }

    /// <summary>The sizes that Stable Diffusion XL is told of an image.</summary>
    /// <param name="height">Height of the image, in pixels.</param>
    /// <param name="width">Width of the image, in pixels.</param>
    internal ImageSizes Sizes(int height, int width) => new(OriginalHeight ?? height, OriginalWidth ?? width, CropTop, CropLeft, height, width);

    /// <summary>Tokens of T5 that a flow model's prompts are padded or cut to, 2 to 512. Default: 256.</summary>
    [Range(2, 512)]
    [DefaultValue(256)]
    [Description("tokens of T5 per prompt, for Stable Diffusion 3")]
    public int MaxSequenceLength { get; init; } = 256;

    /// <summary>How far a flow model is led away from itself without <see cref="SkipLayers"/>; 0 for not at all. Default: 0.</summary>
    [Range(0d, 100d)]
    [DefaultValue(0d)]
    [Description("skip-layer guidance scale, for Stable Diffusion 3.5 medium; 0 is none")]
    public double SkipLayerGuidanceScale { get; init; }

    /// <summary>Blocks that skip-layer guidance leaves out. Default: 7, 8 and 9, as published for Stable Diffusion 3.5 medium.</summary>
    [Description("blocks that skip-layer guidance leaves out")]
    public IReadOnlyList<int> SkipLayers { get; init; } = PublishedSkipLayers;

    /// <summary>Share of the steps after which skip-layer guidance begins, 0 to 1. Default: 0.01.</summary>
    [Range(0d, 1d)]
    [DefaultValue(0.01)]
    [Description("share of the steps after which skip-layer guidance begins")]
    public double SkipLayerGuidanceStart { get; init; } = 0.01;

    /// <summary>Share of the steps before which skip-layer guidance ends, 0 to 1. Default: 0.2.</summary>
    [Range(0d, 1d)]
    [DefaultValue(0.2)]
    [Description("share of the steps before which skip-layer guidance ends")]
    public double SkipLayerGuidanceStop { get; init; } = 0.2;
}
