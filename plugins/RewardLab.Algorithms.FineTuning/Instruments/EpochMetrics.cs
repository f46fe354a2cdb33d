namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>What an epoch measured.</summary>
/// <param name="Epoch">Epochs trained with it.</param>
/// <param name="Values">Numbers by name, such as "proxy" or "ratioDrift"; times and rates end in Seconds and PerSecond.</param>
internal sealed record EpochMetrics(int Epoch, Dictionary<string, double> Values)
{
    /// <summary>Mean magnitude of the advantages of policy gradients; 0 where there is nothing to learn from.</summary>
    public const string Signal = "advantage";
}
