using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Options of the joint training of Toybox's text encoder and U-Net.</summary>
public sealed record DenoiserTrainingOptions
{
    /// <summary>Folder of the trained autoencoder; the plugin's own when null.</summary>
    [Description("folder of the trained autoencoder; empty for the plugin's own")]
    [DefaultValue("")]
    public string Autoencoder { get; init; } = "";

    /// <summary>Images encoded once and trained on.</summary>
    [Description("images that are encoded once and trained on")]
    [Range(16, 10_000_000)]
    [DefaultValue(24_000)]
    [FormerName("pictureCount")]
    public int ImageCount { get; init; } = 24_000;

    /// <summary>Optimizer steps.</summary>
    [Description("optimizer steps")]
    [Range(1, 1_000_000)]
    [DefaultValue(7500)]
    public int StepCount { get; init; } = 7500;

    /// <summary>Images per step.</summary>
    [Description("images per step")]
    [Range(1, 4096)]
    [DefaultValue(32)]
    public int BatchSize { get; init; } = 32;

    /// <summary>AdamW's learning rate at its peak.</summary>
    [Description("AdamW's learning rate at its peak")]
    [Range(1e-7, 1.0)]
    [DefaultValue(1e-3)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of images trained without their caption, for classifier-free guidance (Ho and Salimans, 2022).</summary>
    [Description("share of images trained without their caption, for classifier-free guidance")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.1)]
    public double CaptionDropout { get; init; } = 0.1;

    /// <summary>Share of counts in captions that are wrong.</summary>
    [Description("share of counts in captions that are wrong")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double WrongCounts { get; init; }
}
