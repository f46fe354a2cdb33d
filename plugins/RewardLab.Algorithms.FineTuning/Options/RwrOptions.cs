using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>Options of reward-weighted regression; the defaults are the paper's table.</summary>
public sealed record RwrOptions : FineTuningOptions
{
    /// <summary>Optimizer steps, at most. Default 1,000 (the paper).</summary>
    [Description("maximum number of optimizer steps")]
    [Range(1, 10_000_000)]
    [DefaultValue(1000)]
    public int Steps { get; init; } = 1000;

    /// <summary>Optimizer steps per epoch: between two events and checkpoints. Default 10.</summary>
    [Description("optimizer steps per epoch, after each of which an event and a checkpoint are written")]
    [Range(1, 1_000_000)]
    [DefaultValue(10)]
    public int StepsPerEpoch { get; init; } = 10;

    /// <summary>Images per step. Default 32 (the paper).</summary>
    [Description("images per step")]
    [Range(1, 65_536)]
    [DefaultValue(32)]
    public int BatchSize { get; init; } = 32;

    /// <summary>Images generated per prompt. Default 100 (the paper).</summary>
    [Description("images generated per prompt")]
    [Range(1, 65_536)]
    [DefaultValue(100)]
    public int PoolSize { get; init; } = 100;

    /// <summary>Images per prompt that are learned from, the best by the reward. Default 10 (the paper).</summary>
    [Description("number of best images per prompt to learn from")]
    [Range(1, 65_536)]
    [DefaultValue(10)]
    [FormerName("top")]
    public int TopK { get; init; } = 10;

    /// <summary>Folder of images to learn from instead of generating: in it a folder for each prompt, 000, 001 and so on in the prompts' order;
    /// empty to generate them.</summary>
    [Description("folder with one folder of images per prompt (000, 001, ... in their order), instead of generating; empty to generate")]
    [DefaultValue("")]
    public string Pool { get; init; } = "";

    /// <summary>Guidance scale for generating images. Default 7.5 (the paper).</summary>
    [Description("guidance scale for generating images; 1 is no guidance")]
    [Range(1.0, 100.0)]
    [DefaultValue(7.5)]
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>How rewards become weights. Default: raw (the paper's formula; its authors ran minMax), which needs rewards that are not negative, as
    /// TextNorm's are.</summary>
    [Description("how rewards become weights: raw (not negative), softmax, minMax (within a prompt's images, as the paper's authors ran it) or rank")]
    [DefaultValue(WeightType.Raw)]
    public WeightType Weights { get; init; } = WeightType.Raw;

    /// <summary>Temperature of softmax weights, in units of the reward. Default 1.</summary>
    [Description("temperature of softmax weights, in units of the reward")]
    [Range(1e-9, 1e9)]
    [DefaultValue(1.0)]
    public double Temperature { get; init; } = 1;

    /// <summary>Weights beta of the KL term; with several each is trained, and the best by 'choose' on the held-out seeds is kept.
    /// Default 0.</summary>
    [Description("weights beta of the KL term; of several, each is trained and the best on held-out seeds is kept; the paper tried 0, 0.25, 0.5, 0.75, 1")]
    [Length(1, 100)]
    public IReadOnlyList<double> Beta { get; init; } = [0];

    /// <summary>How the base is held to. Default: noise (the authors').</summary>
    [Description(
        "regularisation towards the base: noise (squared distance from the base's noise "
        + "prediction, as the paper's authors ran it) or literal (the paper's formula)")]
    [DefaultValue(KlType.Noise)]
    public KlType Kl { get; init; } = KlType.Noise;

    /// <summary>AdamW's learning rate. Default 1e-5 (the paper).</summary>
    [Description("AdamW's learning rate")]
    [Range(1e-9, 1.0)]
    [DefaultValue(1e-5)]
    public double LearningRate { get; init; } = 1e-5;

    /// <summary>AdamW's weight decay. Default .01 (the paper).</summary>
    [Description("AdamW's weight decay")]
    [Range(0.0, 10.0)]
    [DefaultValue(0.01)]
    public double WeightDecay { get; init; } = 0.01;
}
