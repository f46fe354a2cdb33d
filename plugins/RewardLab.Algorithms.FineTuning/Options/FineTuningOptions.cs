using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Torch.Adapters;

namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>What all ways of fine-tuning have in common.</summary>
public abstract record FineTuningOptions
{
    /// <summary>Name of this fine-tuning: its folder in the run's folder; several in one recipe need names of their own.</summary>
    [Description("name of this fine-tuning and of its folder in the run; must be unique in a recipe")]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")]
    [DefaultValue("fine-tuning")]
    public string Name { get; init; } = "fine-tuning";

    /// <summary>LoRA's rank. Default 4 (ddpo-pytorch, trl).</summary>
    [Description("LoRA's rank")]
    [Range(1, 4096)]
    [DefaultValue(4)]
    public int Rank { get; init; } = 4;

    /// <summary>LoRA's alpha: its output is scaled by alpha / rank. Default 4 (ddpo-pytorch, trl).</summary>
    [Description("LoRA's alpha: its output is scaled by alpha / rank")]
    [Range(1e-6, 1e6)]
    [DefaultValue(4.0)]
    public double Alpha { get; init; } = 4;

    /// <summary>Ends of the names of the denoiser's linear layers that are adapted. Default: the four projections of every attention; of a flow model the
    /// eight of its joint attention (<see cref="LoraOptions.JointAttentionTargets"/>).</summary>
    [Description("suffixes of the names of the denoiser's linear layers to adapt; by default, of a flow model, the eight of its joint attention")]
    [Length(1, 100)]
    public IReadOnlyList<string> Targets { get; init; } = ["to_q", "to_k", "to_v", "to_out.0"];

    /// <summary>Whether the text encoder's attention is adapted too. Default false.</summary>
    [Description("adapt the text encoder's attention, too")]
    [DefaultValue(false)]
    public bool TrainTextEncoder { get; init; }

    /// <summary>Denoising steps per image. Default 50 (the paper).</summary>
    [Description("denoising steps per image")]
    [Range(1, 1000)]
    [DefaultValue(50)]
    [FormerName("stepCount")]
    public int NumInferenceSteps { get; init; } = 50;

    /// <summary>Noise added on the way, above 0 (a step without noise has no probability) to 1 (DDPM). Default 1 (ddpo-pytorch).</summary>
    [Description("eta, noise added per step: greater than 0, at most 1")]
    [Range(0.001, 1.0)]
    [DefaultValue(1.0)]
    public double Eta { get; init; } = 1;

    /// <summary>Images generated at once. Default 32.</summary>
    [Description("images generated per batch; affects the last bits of an image")]
    [Range(1, 4096)]
    [DefaultValue(32)]
    public int SampleBatchSize { get; init; } = 32;

    /// <summary>Denoising steps computed at once while training, whose gradients are accumulated; 0 chooses by free memory, up to 32.
    /// Memory goes by it, results do not.</summary>
    [Description("micro-batch of denoising steps in training, whose gradients are accumulated; 0 chooses by free memory")]
    [Range(0, 65_536)]
    [DefaultValue(0)]
    public int MicroBatchSize { get; init; }

    /// <summary>Whether the U-Net's blocks forget what they computed and compute it again for the gradient: less memory for a third more time.
    /// Default false.</summary>
    [Description("gradient checkpointing: compute the U-Net's blocks twice to save memory")]
    [DefaultValue(false)]
    [FormerName("recompute")]
    public bool GradientCheckpointing { get; init; }

    /// <summary>Limit on the joint norm of the gradients. Default 1 (the paper).</summary>
    [Description("maximum norm of all gradients together")]
    [Range(1e-6, 1e6)]
    [DefaultValue(1.0)]
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>Epochs between two evaluations of the held-out images. Default 5.</summary>
    [Description("epochs between two evaluations on held-out images")]
    [Range(1, 100_000)]
    [DefaultValue(5)]
    public int EvaluationInterval { get; init; } = 5;

    /// <summary>Held-out images per prompt, with the same seeds at every evaluation. Default 4.</summary>
    [Description("held-out images per prompt, with the same seeds at every evaluation")]
    [Range(1, 1024)]
    [DefaultValue(4)]
    public int EvaluationImages { get; init; } = 4;

    /// <summary>Whether held-out rewards score the images generated for training too: a finer curve, at the cost of scoring them. Default true.</summary>
    [Description("score training images with the held-out rewards, too")]
    [DefaultValue(true)]
    [FormerName("judgeSamples")]
    public bool ScoreSamplesHeldOut { get; init; } = true;

    /// <summary>The held-out reward that the alarm monitors and that 'choose: heldOut' goes by;
    /// empty for all of them in the alarm, and the first to choose by.</summary>
    [Description("name of the held-out reward for the alarm and for 'choose: heldOut'; empty: the alarm monitors all, and the first chooses")]
    [DefaultValue("")]
    [FormerName("judge")]
    public string HeldOutReward { get; init; } = "";

    /// <summary>Which checkpoint is kept in the end; by the first two none where none beats the base. Default: the paper's rule.</summary>
    [Description(
        "which checkpoint is selected: aboveBase (the paper's rule: the earliest with the most images scored above the base's), "
        + "heldOut (the best by a held-out reward) or last; with the first two, none if none beats the base")]
    [DefaultValue(CheckpointRule.AboveBase)]
    [ResultInvariant]
    public CheckpointRule Choose { get; init; } = CheckpointRule.AboveBase;

    /// <summary>Adapters kept on disk, the best by the rule; 0 for one of every evaluation. Default 3.</summary>
    [Description("maximum number of adapters kept on disk, the best by the rule; 0 for all")]
    [Range(0, 100_000)]
    [DefaultValue(3)]
    [FormerName("keep")]
    [ResultInvariant]
    public int SaveTotalLimit { get; init; } = 3;

    /// <summary>The layout of the adapter that is delivered in the end. Default: diffusers'.</summary>
    [Description("layout of the resulting adapter: diffusers, peft, or kohya (A1111, ComfyUI, Civitai)")]
    [DefaultValue(LoraLayout.Diffusers)]
    [ResultInvariant]
    public LoraLayout AdapterFormat { get; init; } = LoraLayout.Diffusers;

    /// <summary>What the overoptimization alarm does. Default: mark the epoch.</summary>
    [Description("what the overoptimization alarm does: off, mark (the epoch), stop (the run), lower (the learning rate, by half)")]
    [DefaultValue(AlarmAction.Mark)]
    public AlarmAction Alarm { get; init; } = AlarmAction.Mark;

    /// <summary>Number of latest evaluations that the alarm tests. Default 5.</summary>
    [Description("number of latest evaluations that the alarm uses")]
    [Range(3, 1000)]
    [DefaultValue(5)]
    public int AlarmWindow { get; init; } = 5;

    /// <summary>Significance level of the alarm per evaluation, shared among the held-out rewards that it monitors. Default .01.</summary>
    [Description("significance level of the alarm per evaluation, shared among the held-out rewards that it monitors")]
    [Range(1e-9, 0.5)]
    [DefaultValue(0.01)]
    public double AlarmLevel { get; init; } = 0.01;

    /// <summary>Whether a sheet of the held-out images is kept at every evaluation. Default true.</summary>
    [Description("save a contact sheet of the held-out images of every evaluation")]
    [DefaultValue(true)]
    [FormerName("savePictures")]
    [ResultInvariant]
    public bool SaveImages { get; init; } = true;
}
