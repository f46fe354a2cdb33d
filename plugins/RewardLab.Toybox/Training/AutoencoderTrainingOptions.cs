using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Toybox.Training;

/// <summary>Options of the training of Toybox's autoencoder.</summary>
public sealed record AutoencoderTrainingOptions
{
    /// <summary>Optimizer steps.</summary>
    [Description("optimizer steps")]
    [Range(1, 1_000_000)]
    [DefaultValue(4500)]
    public int StepCount { get; init; } = 4500;

    /// <summary>Images per step.</summary>
    [Description("images per step")]
    [Range(1, 4096)]
    [DefaultValue(4)]
    public int BatchSize { get; init; } = 4;

    /// <summary>AdamW's learning rate at its peak.</summary>
    [Description("AdamW's learning rate at its peak")]
    [Range(1e-7, 1.0)]
    [DefaultValue(2e-3)]
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Weight of the Kullback-Leibler term against the error of the pixels.</summary>
    [Description("weight of the Kullback-Leibler term against the error of the pixels")]
    [Range(0.0, 1.0)]
    [DefaultValue(1e-6)]
    public double KlWeight { get; init; } = 1e-6;
}
