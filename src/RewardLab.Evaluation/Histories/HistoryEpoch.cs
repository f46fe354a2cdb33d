namespace RewardLab.Evaluation.Histories;

/// <summary>What one epoch of training measured.</summary>
/// <param name="Epoch">Epochs trained with it.</param>
/// <param name="Values">Metrics by name.</param>
public sealed record HistoryEpoch(int Epoch, IReadOnlyDictionary<string, double> Values);
