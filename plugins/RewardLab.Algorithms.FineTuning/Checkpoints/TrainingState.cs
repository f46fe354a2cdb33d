using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Metrics;

namespace RewardLab.Algorithms.FineTuning.Checkpoints;

/// <summary>Everything but tensors that a fine-tuning needs to continue as if it had never stopped.</summary>
internal sealed record TrainingState
{
    /// <summary>Epochs trained.</summary>
    public int Epoch { get; set; }

    /// <summary>Optimizer steps made.</summary>
    public long StepCount { get; set; }

    /// <summary>Factor on the learning rate; the alarm may lower it.</summary>
    public double LearningRateScale { get; set; } = 1;

    /// <summary>Updates in a row that were skipped because of a number that is not finite.</summary>
    public int SkippedInARow { get; set; }

    /// <summary>Whether several steps of a trajectory are computed at once.</summary>
    public bool BatchesTimesteps { get; set; } = true;

    /// <summary>Whether the denoiser was raised to float32 because lower precision moved the ratio.</summary>
    public bool IsRaisedToFloat32 { get; set; }

    /// <summary>Denoising steps computed at once; 0 while nothing has been chosen.</summary>
    public int MicroBatchSize { get; set; }

    /// <summary>Rewards remembered for each prompt.</summary>
    public Dictionary<string, double[]> Statistics { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Evaluations of the held-out images, the base's first.</summary>
    public List<EvaluationRecord> Evaluations { get; set; } = [];

    /// <summary>Metrics of each epoch.</summary>
    public List<EpochRecord> Epochs { get; set; } = [];

    /// <summary>Epochs at which the alarm was raised.</summary>
    public List<int> Alarms { get; set; } = [];

    /// <summary>Epochs whose evaluation found the model collapsed.</summary>
    public List<int> Collapses { get; set; } = [];

    /// <summary>What the user was told.</summary>
    public List<Finding> Findings { get; set; } = [];

    /// <summary>Whether the alarm or a collapse ended the fine-tuning.</summary>
    public bool IsStopped { get; set; }
}
