using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Options of the algorithm "train-reward".</summary>
public sealed record PreferenceTrainingOptions
{
    /// <summary>The reward to begin with: a model by id, a repository in the hub's cache, or a folder; a CLIP, an ImageReward or a BLIP-2.</summary>
    [Description("what to begin with: a model by id ('models list'), or a folder; CLIP, ImageReward or BLIP-2")]
    [Required]
    [PathOption]
    public string Model { get; init; } = "";

    /// <summary>The preferences: JSON lines of prompt, first, second, preferred, or of ImageRewardDB's prompt, generations, ranking; files beside it.</summary>
    [Description("preferences as JSON lines: prompt, first, second, preferred (first, second, tie); or prompt, generations, ranking")]
    [Required]
    [PathOption]
    [FormerName("choices")]
    public string Preferences { get; init; } = "";

    /// <summary>Name of the trained reward: the folder under the run's "weights".</summary>
    [Description("name of the trained reward: its folder under the run's 'weights'")]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")]
    [DefaultValue("reward")]
    public string Name { get; init; } = "reward";

    /// <summary>Optimizer steps at most; early stopping may end sooner. Default 4,000.</summary>
    [Description("maximum number of optimizer steps")]
    [Range(1, 10_000_000)]
    [DefaultValue(4000)]
    public int StepCount { get; init; } = 4000;

    /// <summary>Preference pairs per optimizer step. Default 64.</summary>
    [Description("preferences per step")]
    [Range(1, 65_536)]
    [DefaultValue(64)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Preferences computed at once, whose gradients are accumulated; 0 for all of a step. Memory grows with it.</summary>
    [Description("preferences computed at once; the gradients of a step are accumulated; 0 for all at once")]
    [Range(0, 65_536)]
    [DefaultValue(0)]
    public int MicroBatchSize { get; init; }

    /// <summary>AdamW's learning rate at its peak. ImageReward was trained with 1e-5, PickScore with 3e-6.</summary>
    [Description("AdamW's learning rate at its peak; 1e-5 in ImageReward, 3e-6 in PickScore")]
    [Range(1e-9, 1.0)]
    [DefaultValue(1e-5)]
    public double LearningRate { get; init; } = 1e-5;

    /// <summary>Steps of linear warm-up; a cosine follows.</summary>
    [Description("steps of linear warm-up; a cosine follows")]
    [Range(0, 1_000_000)]
    [DefaultValue(100)]
    public int WarmupSteps { get; init; } = 100;

    /// <summary>AdamW's weight decay.</summary>
    [Description("AdamW's weight decay")]
    [Range(0.0, 10.0)]
    [DefaultValue(0.01)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the moving average of the weights that is evaluated and kept; 0 for the weights themselves.</summary>
    [Description("decay of the exponential moving average of the weights, which is what is kept; 0 for the weights themselves")]
    [Range(0.0, 0.99999)]
    [DefaultValue(0.0)]
    public double AverageDecay { get; init; }

    /// <summary>Share of each tower's blocks, from below, that does not learn. ImageReward was trained with 0.7.</summary>
    [Description("share of each tower's blocks that is frozen, from the first; 0.7 in ImageReward")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double FrozenShare { get; init; }

    /// <summary>Whether dropout is on while training, where the model has any.</summary>
    [Description("whether dropout is on while training, where the model has any")]
    [DefaultValue(true)]
    public bool UseDropout { get; init; } = true;

    /// <summary>What is made of choices where neither image was preferred.</summary>
    [Description("ties: half (each image wins half of the time, as in PickScore) or skip (as in ImageReward)")]
    [DefaultValue(TieTreatment.Half)]
    public TieTreatment Ties { get; init; } = TieTreatment.Half;

    /// <summary>Weight of each preferred image finding its prompt among those computed at once, beside the choice's weight of 1;
    /// 0 trains on choices alone.</summary>
    [Description("weight of CLIP's contrastive loss over the prompts of a micro-batch; 0 trains on preferences only")]
    [Range(0.0, 100.0)]
    [DefaultValue(0.0)]
    public double NegativesWeight { get; init; }

    /// <summary>Share of the prompts that choose the weights to keep and the time to stop.</summary>
    [Description("share of the prompts used for validation: they choose the weights and when to stop")]
    [Range(0.0, 0.8)]
    [DefaultValue(0.1)]
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Share of the prompts that nothing is chosen by: what is reported in the end.</summary>
    [Description("share of the prompts used for the final test accuracy only")]
    [Range(0.0, 0.8)]
    [DefaultValue(0.1)]
    public double TestShare { get; init; } = 0.1;

    /// <summary>Optimizer steps between two evaluations on the validation prompts.</summary>
    [Description("optimizer steps between two evaluations on the validation prompts")]
    [Range(1, 1_000_000)]
    [DefaultValue(100)]
    public int EvaluationInterval { get; init; } = 100;

    /// <summary>Evaluations in a row that find nothing better before training stops; 0 for never.</summary>
    [Description("evaluations in a row without improvement before training stops; 0 for never")]
    [Range(0, 10_000)]
    [DefaultValue(5)]
    public int Patience { get; init; } = 5;

    /// <summary>What of the validation prompts chooses the weights.</summary>
    [Description("validation metric that chooses: loss or accuracy")]
    [DefaultValue(StopCriterion.Loss)]
    public StopCriterion StopBy { get; init; } = StopCriterion.Loss;

    /// <summary>Steps between two checkpoints, from which a run resumes.</summary>
    [Description("steps between two checkpoints, from which a run resumes")]
    [Range(1, 1_000_000)]
    [DefaultValue(500)]
    [ResultInvariant]
    public int CheckpointInterval { get; init; } = 500;

    /// <summary>Images that are kept in memory once read, in MB of resized pixels.</summary>
    [Description("memory for caching images, in MB")]
    [Range(0, 1_000_000)]
    [DefaultValue(512)]
    [FormerName("pictureCacheMegabytes")]
    [ResultInvariant]
    public int ImageCacheMegabytes { get; init; } = 512;

    /// <summary>Device to compute on: auto, cpu, cuda, cuda:1 or mps. Default auto.</summary>
    [Description("where to compute: auto, cpu, cuda, cuda:1, mps; auto is the first CUDA device, or the CPU")]
    [RegularExpression(@"auto|cpu|mps|cuda(:\d{1,2})?")]
    [DefaultValue("auto")]
    public string Device { get; init; } = "auto";

    /// <summary>How image files are read.</summary>
    [Description("how image files are read: shown (turned by EXIF, transparency on white) or reference (as the Python originals: Pillow's convert(\"RGB\"))")]
    [DefaultValue(ImageReading.Shown)]
    public ImageReading ImageReading { get; init; } = ImageReading.Shown;
}
