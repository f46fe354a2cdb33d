using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;

namespace RewardLab.Toybox.Models;

/// <summary>Options of Toybox's image model.</summary>
public sealed record ToyboxImagesOptions
{
    /// <summary>Denoising steps per image.</summary>
    [Description("denoising steps per image")]
    [Range(1, 1000)]
    [DefaultValue(20)]
    [FormerName("stepCount")]
    public int NumInferenceSteps { get; init; } = 20;

    /// <summary>Classifier-free guidance scale; 1 is no guidance.</summary>
    [Description("classifier-free guidance scale; 1 is no guidance")]
    [Range(1.0, 100.0)]
    [DefaultValue(3.0)]
    public double GuidanceScale { get; init; } = 3.0;

    /// <summary>Share of fresh noise a step: 0 is deterministic DDIM, 1 is DDPM.</summary>
    [Description("eta, noise added per step: 0 is deterministic DDIM, 1 is DDPM")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double Eta { get; init; }

    /// <summary>Images per batch.</summary>
    [Description("images per batch")]
    [Range(1, 4096)]
    [DefaultValue(32)]
    public int BatchSize { get; init; } = 32;

    /// <summary>A model folder in Hugging Face's layout; empty for Toybox's own.</summary>
    [Description("a model folder in Hugging Face's layout; empty for Toybox's own")]
    [DefaultValue("")]
    [PathOption]
    public string Folder { get; init; } = "";

    /// <summary>LoRAs, each with its weight: what they add is added up. Empty for none.</summary>
    [Description("LoRAs: one file or folder, or a list of {path, weight}; empty for none")]
    [PathOption]
    public IReadOnlyList<WeightedLora> Lora { get; init; } = [];

    /// <summary>How much of all of them is added, beside their own weights; 1 is all.</summary>
    [Description("weight of all LoRAs, times the weight of each; 1 is full strength")]
    [Range(-10.0, 10.0)]
    [DefaultValue(1.0)]
    public double LoraWeight { get; init; } = 1;

    /// <summary>Device to compute on: auto, cpu, cuda, cuda:1 or mps. Default auto.</summary>
    [Description("where to compute: auto, cpu, cuda, cuda:1, mps; auto is the first CUDA device, or the CPU")]
    [RegularExpression(@"auto|cpu|mps|cuda(:\d{1,2})?")]
    [DefaultValue("auto")]
    public string Device { get; init; } = "auto";
}
