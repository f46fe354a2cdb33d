namespace RewardLab.Torch.Training;

/// <summary>How a training ended.</summary>
/// <param name="StepCount">Optimizer steps made.</param>
/// <param name="BestStep">Steps made when the weights that are kept were the best; the last step where nothing was evaluated, 0 where nothing was better than
/// the start.</param>
/// <param name="BestScore">What the evaluation gave them; null where nothing was evaluated.</param>
public sealed record TrainingOutcome(long StepCount, long BestStep, double? BestScore);
