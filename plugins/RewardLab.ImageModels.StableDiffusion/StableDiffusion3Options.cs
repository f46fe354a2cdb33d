using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Scoring;

namespace RewardLab.ImageModels.StableDiffusion;

/// <summary>Options of the image model "stable-diffusion-3"; device, precision and batch size are those of every model that torch computes.</summary>
public sealed record StableDiffusion3Options : TorchModelOptions
{
    /// <summary>A repository in the hub's cache, a folder as diffusers lays it out, or a registered model's id.</summary>
    [Description("a repository in the hub's cache, a folder, or a model's id")]
    [DefaultValue("stabilityai/stable-diffusion-3.5-medium")]
    [Required]
    public string Model { get; init; } = "stabilityai/stable-diffusion-3.5-medium";

    /// <summary>Denoising steps per image.</summary>
    [Description("denoising steps per image")]
    [Range(1, 1000)]
    [DefaultValue(28)]
    public int NumInferenceSteps { get; init; } = 28;

    /// <summary>Classifier-free guidance scale; 1 is no guidance.</summary>
    [Description("classifier-free guidance scale; 1 is no guidance")]
    [Range(1.0, 100.0)]
    [DefaultValue(4.5)]
    public double GuidanceScale { get; init; } = 4.5;

    /// <summary>What guidance leads away from.</summary>
    [Description("negative prompt: text that guidance moves away from")]
    [DefaultValue("")]
    public string NegativePrompt { get; init; } = "";

    /// <summary>Height in pixels, a multiple of 16; null for the size that the model was trained on.</summary>
    [Description("height in pixels, a multiple of 16; the model's own when not given")]
    [Range(16, 8192)]
    public int? Height { get; init; }

    /// <summary>Width in pixels, a multiple of 16; null for the size that the model was trained on.</summary>
    [Description("width in pixels, a multiple of 16; the model's own when not given")]
    [Range(16, 8192)]
    public int? Width { get; init; }

    /// <summary>Tokens of T5 that prompts are padded or cut to.</summary>
    [Description("tokens of T5 per prompt")]
    [Range(2, 512)]
    [DefaultValue(256)]
    public int MaxSequenceLength { get; init; } = 256;

    /// <summary>How far images are led away from those without some blocks; 2.8 is published for Stable Diffusion 3.5 medium.</summary>
    [Description("skip-layer guidance scale; 0 is none, 2.8 is published for 3.5 medium")]
    [Range(0.0, 100.0)]
    [DefaultValue(0.0)]
    public double SkipLayerGuidanceScale { get; init; }

    /// <summary>Whether T5, the third and largest text encoder, is used: where the folder has it, always, or not at all.</summary>
    [Description("T5, the third text encoder: available (where the folder has it), required, or none (zeros in its place)")]
    [DefaultValue(ThirdEncoderUse.Available)]
    public ThirdEncoderUse TextEncoder3 { get; init; } = ThirdEncoderUse.Available;

    /// <summary>Type of T5's weights.</summary>
    [Description("type of T5's weights: same (as precision), float32, bf16, fp16, or int8, which halves the memory once more")]
    [DefaultValue(ThirdEncoderPrecision.Same)]
    public ThirdEncoderPrecision TextEncoder3Precision { get; init; } = ThirdEncoderPrecision.Same;

    /// <summary>Whether T5 computes on the CPU while the rest computes elsewhere.</summary>
    [Description("compute T5 on the CPU")]
    [DefaultValue(false)]
    public bool TextEncoder3OnCpu { get; init; }

    /// <summary>Whether each part is on the device only while it computes.</summary>
    [Description("sequential offload: keep each part in the computer's memory while it does not compute")]
    [DefaultValue(false)]
    public bool Offload { get; init; }

    /// <summary>Whether images are decoded one at a time, for the least memory.</summary>
    [Description("decode images one at a time, for the least memory")]
    [DefaultValue(false)]
    public bool VaeSlicing { get; init; }

    /// <summary>LoRAs, each with its weight: what they add is added up. Empty for none.</summary>
    [Description("LoRAs: one file or folder, or a list of {path, weight}; layouts of diffusers and PEFT; empty for none")]
    [PathOption]
    public IReadOnlyList<WeightedLora> Lora { get; init; } = [];
}
