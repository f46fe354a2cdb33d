using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch measured.</summary>
internal abstract record EpochMetrics
{
    /// <summary>Epochs trained with it.</summary>
    public required int Epoch { get; init; }

    /// <summary>AdamW's, with all that alarms took from it.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Time that the updates took.</summary>
    public required double UpdateSeconds { get; init; }

    /// <summary>Images sampled (DDPO, NFT) or learned from (RWR, DPO) in a second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>The metrics in the order in which they are written; those that were not measured are left out.</summary>
    public abstract IEnumerable<RunMetric> Metrics();

    /// <summary>The metrics as checkpoints, histories and TensorBoard have them.</summary>
    public EpochRecord ToRecord() => new(Epoch, Metrics().ToDictionary(MetricKeys.Of, metric => metric.Value, StringComparer.Ordinal));
}
