using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>Options of negative-aware fine-tuning (DiffusionNFT); the defaults are its authors', where they have one.</summary>
public sealed record NftOptions : FineTuningOptions
{
    /// <summary>Maximum number of epochs. Default 500.</summary>
    [Description("maximum number of epochs, each of which samples, scores, updates and moves the old policy")]
    [Range(1, 1_000_000)]
    [DefaultValue(500)]
    public int Epochs { get; init; } = 500;

    /// <summary>Images of one prompt in an epoch, which are compared with each other. Default 24 (the authors').</summary>
    [Description("images of one prompt that an epoch compares with each other; at least 2")]
    [Range(1, 65_536)]
    [DefaultValue(24)]
    public int ImagesPerPrompt { get; init; } = 24;

    /// <summary>Images of all prompts in an epoch. Default 1,152 (the authors': 48 groups of 24).</summary>
    [Description("images sampled per epoch, of all prompts together")]
    [Range(1, 1_000_000)]
    [DefaultValue(1152)]
    public int SamplesPerEpoch { get; init; } = 1152;

    /// <summary>Guidance with which images are generated; training has none. Default 1 (the authors').</summary>
    [Description("guidance scale for generating images, in sampling and evaluations; 1 is no guidance, and training has none")]
    [Range(1.0, 100.0)]
    [DefaultValue(1.0)]
    public double GuidanceScale { get; init; } = 1;

    /// <summary>beta, by which the implicit policies differ from the old one: smaller values change more per step. Default 1 (the
    /// authors').</summary>
    [Description("beta: how far the implicit positive and negative policies lie from the old one; smaller values learn faster and less steadily")]
    [Range(1e-6, 100.0)]
    [DefaultValue(1.0)]
    public double Beta { get; init; } = 1;

    /// <summary>How slowly the old policy follows. Default: rising (the authors').</summary>
    [Description("how slowly the old policy, which samples, follows the trained one: immediate, rising (decay up to 0.5) or risingLate (up to 0.999)")]
    [DefaultValue(OldPolicySchedule.Rising)]
    public OldPolicySchedule OldPolicy { get; init; } = OldPolicySchedule.Rising;

    /// <summary>Whether rewards, less their prompt's mean, are divided by the deviation of the whole epoch's rewards; otherwise by their prompt's. Default
    /// true (the authors').</summary>
    [Description("divide rewards, less their prompt's mean, by the deviation of all of the epoch's rewards, instead of their prompt's")]
    [DefaultValue(true)]
    public bool UseGlobalDeviation { get; init; } = true;

    /// <summary>The advantage from which on an image counts with r = 1, and below whose negative with r = 0. Default 5 (the authors').</summary>
    [Description("advantage from which on an image counts with r = 1; below its negative, an image counts with r = 0")]
    [Range(1e-6, 1e6)]
    [DefaultValue(5.0)]
    public double AdvantageLimit { get; init; } = 5;

    /// <summary>Which advantages are learned from. Default: all.</summary>
    [Description("advantages to learn from: all, positive, negative, positiveAsOne (good images with r = 1, bad ones with r = 1/2) or sign")]
    [DefaultValue(AdvantagePart.All)]
    public AdvantagePart Advantages { get; init; } = AdvantagePart.All;

    /// <summary>Optimizer steps among which an epoch's images are shared out, in each pass. Default 1.</summary>
    [Description("optimizer steps per pass, among which an epoch's images are divided")]
    [Range(1, 65_536)]
    [DefaultValue(1)]
    public int UpdatesPerEpoch { get; init; } = 1;

    /// <summary>Passes over an epoch's images, each with noise of its own. Default 1.</summary>
    [Description("passes over an epoch's images, each with fresh noise")]
    [Range(1, 1000)]
    [DefaultValue(1)]
    public int InnerEpochs { get; init; } = 1;

    /// <summary>Noise levels, of the denoising steps from the noisiest on, at which images are learned from; 0 for those of all steps. Default 0.</summary>
    [Description("number of first (noisiest) denoising steps whose noise levels are trained on; 0 for all")]
    [Range(0, 1000)]
    [DefaultValue(0)]
    public int FirstSteps { get; init; }

    /// <summary>Share of these noise levels at which an image is learned from, chosen again each time. Default 1 (the authors leave out one in ten).</summary>
    [Description("share of the noise levels to train each image on, chosen at random each time")]
    [Range(0.001, 1.0)]
    [DefaultValue(1.0)]
    public double TimestepFraction { get; init; } = 1;

    /// <summary>Weight of the squared distance of the denoiser's output from the base's. Default 1e-4 (the authors').</summary>
    [Description("weight of the squared distance of the denoiser's output from the base's; 0 for none")]
    [Range(0.0, 1e6)]
    [DefaultValue(1e-4)]
    public double KlWeight { get; init; } = 1e-4;

    /// <summary>AdamW's learning rate. Default 3e-4 (the authors').</summary>
    [Description("AdamW's learning rate")]
    [Range(1e-9, 1.0)]
    [DefaultValue(3e-4)]
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>AdamW's weight decay. Default 1e-4 (the authors').</summary>
    [Description("AdamW's weight decay")]
    [Range(0.0, 10.0)]
    [DefaultValue(1e-4)]
    public double WeightDecay { get; init; } = 1e-4;
}
