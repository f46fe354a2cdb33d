using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Toybox.Training;

/// <summary>Options of trainings on captions.</summary>
public sealed record CaptionTrainingOptions
{
    /// <summary>Which model learns.</summary>
    [Description("which model learns: clip, blip (ImageReward's layout) or blip2")]
    [DefaultValue(CaptionLayout.Clip)]
    public CaptionLayout Layout { get; init; } = CaptionLayout.Clip;

    /// <summary>Optimizer steps.</summary>
    [Description("optimizer steps")]
    [Range(1, 1_000_000)]
    [DefaultValue(2000)]
    public int StepCount { get; init; } = 2000;

    /// <summary>Images per step.</summary>
    [Description("images per step")]
    [Range(2, 4096)]
    [DefaultValue(64)]
    public int BatchSize { get; init; } = 64;

    /// <summary>AdamW's learning rate at its peak.</summary>
    [Description("AdamW's learning rate at its peak")]
    [Range(1e-7, 1.0)]
    [DefaultValue(1e-3)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of captions that count nothing.</summary>
    [Description("share of captions that count nothing")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.35)]
    public double DroppedCounts { get; init; } = 0.35;

    /// <summary>Share of counts that are wrong.</summary>
    [Description("share of counts that are wrong")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.2)]
    public double WrongCounts { get; init; } = 0.2;

    /// <summary>Share of captions of two classes that forget one.</summary>
    [Description("share of captions of two classes that forget one")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.1)]
    public double DroppedClasses { get; init; } = 0.1;
}
