using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Torch.Policies;

namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>Options of DDPO; the paper's table where it says something, else ddpo-pytorch's and trl's.</summary>
public sealed record DdpoOptions : FineTuningOptions
{
    /// <summary>Maximum number of epochs; each samples, scores and updates. Default 500 (the paper).</summary>
    [Description("maximum number of epochs, each of which samples, scores and updates")]
    [Range(1, 1_000_000)]
    [DefaultValue(500)]
    public int Epochs { get; init; } = 500;

    /// <summary>Images sampled per epoch. Default 256 (the paper).</summary>
    [Description("images sampled per epoch")]
    [Range(1, 1_000_000)]
    [DefaultValue(256)]
    public int SamplesPerEpoch { get; init; } = 256;

    /// <summary>Images of one prompt before the next has its turn. Default 1.</summary>
    [Description("consecutive images of one prompt; at least 2 for normalization 'group' with few samples")]
    [Range(1, 65_536)]
    [DefaultValue(1)]
    public int ImagesPerPrompt { get; init; } = 1;

    /// <summary>Guidance, in sampling and in training. Default 5 (the paper).</summary>
    [Description("guidance scale, in sampling and training; 1 is no guidance")]
    [Range(1.0, 100.0)]
    [DefaultValue(5.0)]
    public double GuidanceScale { get; init; } = 5;

    /// <summary>Optimizer steps per epoch and inner epoch: the samples are shared out among them. Default 1 (the paper's table; its authors ran 4, of 64
    /// samples each).</summary>
    [Description("optimizer steps per epoch, among which its samples are divided")]
    [Range(1, 65_536)]
    [DefaultValue(1)]
    public int UpdatesPerEpoch { get; init; } = 1;

    /// <summary>Passes over an epoch's samples. Default 1.</summary>
    [Description("passes over an epoch's samples")]
    [Range(1, 1000)]
    [DefaultValue(1)]
    public int InnerEpochs { get; init; } = 1;

    /// <summary>Steps of a trajectory, from the noisiest on, that are trained on; 0 for all. What a reward of layout depends on is settled early, and the later
    /// steps' gradients are noise to it. Default 0.</summary>
    [Description("number of first (noisiest) denoising steps to train on; 0 for all")]
    [Range(0, 1000)]
    [DefaultValue(0)]
    public int FirstSteps { get; init; }

    /// <summary>Share of these steps that are trained on, sampled again each time. Default 1.</summary>
    [Description("share of the denoising steps to train on, chosen at random each time")]
    [Range(0.001, 1.0)]
    [DefaultValue(1.0)]
    public double TimestepFraction { get; init; } = 1;

    /// <summary>The loss. Default: clipped.</summary>
    [Description("the loss: clipped (importance-sampled, as PPO) or scoreFunction (one update an epoch)")]
    [DefaultValue(PolicyVariant.Clipped)]
    public PolicyVariant Variant { get; init; } = PolicyVariant.Clipped;

    /// <summary>Clip range of the ratio. Default 1e-4.</summary>
    [Description("clip range of the probability ratio")]
    [Range(1e-9, 10.0)]
    [DefaultValue(1e-4)]
    public double ClipRange { get; init; } = 1e-4;

    /// <summary>Largest magnitude of an advantage. Default 5.</summary>
    [Description("maximum magnitude of an advantage")]
    [Range(1e-6, 1e6)]
    [DefaultValue(5.0)]
    public double AdvantageLimit { get; init; } = 5;

    /// <summary>What a reward is compared with. Default: its prompt's latest.</summary>
    [Description(
        "statistics that normalise a reward: perPrompt (its prompt's latest rewards), global (the epoch's), group (its prompt's in this epoch, as in GRPO), "
        + "flowGroup or flowGroupGlobal (the same as in Flow-GRPO, with the prompt's or the epoch's deviation)")]
    [DefaultValue(AdvantageNormalization.PerPrompt)]
    public AdvantageNormalization Normalization { get; init; } = AdvantageNormalization.PerPrompt;

    /// <summary>Rewards remembered for each prompt. Default 16 (ddpo-pytorch; the paper's authors ran 32).</summary>
    [Description("latest rewards kept per prompt")]
    [Range(1, 1_000_000)]
    [DefaultValue(16)]
    public int BufferSize { get; init; } = 16;

    /// <summary>Rewards that a prompt needs before its own statistics count. Default 16.</summary>
    [Description("rewards that a prompt needs before its own statistics are used")]
    [Range(0, 1_000_000)]
    [DefaultValue(16)]
    public int BufferMinCount { get; init; } = 16;

    /// <summary>Weight of the distance to the base in the loss. Default 0.</summary>
    [Description("weight of the distance from the base in the loss; 0 for none")]
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double KlWeight { get; init; }

    /// <summary>What that distance is of. Default: the guided noise.</summary>
    [Description("what the distance from the base compares: noise, stepMean, or flowStep (of flow models, as in Flow-GRPO)")]
    [DefaultValue(RegularizerType.Noise)]
    public RegularizerType KlOf { get; init; } = RegularizerType.Noise;

    /// <summary>AdamW's learning rate. Default 3e-4 (the paper).</summary>
    [Description("AdamW's learning rate")]
    [Range(1e-9, 1.0)]
    [DefaultValue(3e-4)]
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>AdamW's weight decay. Default 1e-4 (the paper).</summary>
    [Description("AdamW's weight decay")]
    [Range(0.0, 10.0)]
    [DefaultValue(1e-4)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>a, how random a flow model's steps are, above 0; null for 0.7 (Flow-GRPO). Other models take no notice.</summary>
    [Description("noise level of a flow model's steps, greater than 0; 0.7 when not given")]
    [Range(0.0, 10.0)]
    public double? NoiseLevel { get; init; }

    /// <summary>Denoising steps of the held-out images, where they are more than those of training; 0 for the same. Flow-GRPO trains with 10 and evaluates
    /// with 40. Default 0.</summary>
    [Description("denoising steps of held-out images; 0 for those of training")]
    [Range(0, 1000)]
    [DefaultValue(0)]
    public int EvaluationSteps { get; init; }
}
