namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>An epoch's metrics as checkpoints and histories keep them.</summary>
/// <param name="Epoch">Epochs trained with it.</param>
/// <param name="Values">Numbers by name (<see cref="MetricKeys"/>); times and rates end in Seconds and PerSecond.</param>
internal sealed record EpochRecord(int Epoch, Dictionary<string, double> Values)
{
    /// <summary>A metric; null where it was not measured.</summary>
    public double? Find(string key) => Values.TryGetValue(key, out var value) ? value : null;
}
