using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>Options of direct preference optimization (Diffusion-DPO); beta and steps are its authors' for Stable Diffusion 1.5.</summary>
public sealed record DpoOptions : FineTuningOptions
{
    /// <summary>The preferences, as JSON lines of prompt, first, second, preferred, or of prompt, generations, ranking; images are found beside the
    /// file.</summary>
    [Description("file of preferences as JSON lines: prompt, first, second, preferred (first, second or tie); or prompt, generations, ranking")]
    [Required]
    [PathOption]
    public string Preferences { get; init; } = "";

    /// <summary>What is made of pairs where neither image was preferred. Default: they are left out (the authors').</summary>
    [Description("pairs without a preferred image: skip, or half (each image wins half of the time)")]
    [DefaultValue(TiedPairs.Skip)]
    public TiedPairs Ties { get; init; } = TiedPairs.Skip;

    /// <summary>beta, how strongly the policy is held to the frozen base. Default 5,000 (the authors').</summary>
    [Description("beta: the larger, the closer the model stays to the frozen base")]
    [Range(1e-6, 1e9)]
    [DefaultValue(5000.0)]
    public double Beta { get; init; } = 5000;

    /// <summary>Optimizer steps. Default 2,000 (the authors').</summary>
    [Description("number of optimizer steps")]
    [Range(1, 10_000_000)]
    [DefaultValue(2000)]
    public int Steps { get; init; } = 2000;

    /// <summary>Optimizer steps of an epoch, after which there is an event and a checkpoint. Default 10.</summary>
    [Description("optimizer steps between two events and checkpoints, an epoch")]
    [Range(1, 1_000_000)]
    [DefaultValue(10)]
    public int StepsPerEpoch { get; init; } = 10;

    /// <summary>Pairs per optimizer step. Default 32, chosen for a LoRA on few labels.</summary>
    [Description("pairs of images per optimizer step")]
    [Range(1, 65_536)]
    [DefaultValue(32)]
    public int BatchSize { get; init; } = 32;

    /// <summary>Guidance scale of the held-out images; training has none. Default 7.5.</summary>
    [Description("guidance scale for generating held-out images; 1 is no guidance, and training has none")]
    [Range(1.0, 100.0)]
    [DefaultValue(7.5)]
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>AdamW's learning rate. Default 1e-4, chosen for a LoRA; the authors trained the whole U-Net.</summary>
    [Description("AdamW's learning rate")]
    [Range(1e-9, 1.0)]
    [DefaultValue(1e-4)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>AdamW's weight decay. Default .01 (the authors').</summary>
    [Description("AdamW's weight decay")]
    [Range(0.0, 10.0)]
    [DefaultValue(0.01)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>How image files are read.</summary>
    [Description("how image files are read: shown (turned by EXIF, transparency on white) or reference (as the Python originals: Pillow's convert(\"RGB\"))")]
    [DefaultValue(ImageReading.Shown)]
    public ImageReading ImageReading { get; init; } = ImageReading.Shown;
}
