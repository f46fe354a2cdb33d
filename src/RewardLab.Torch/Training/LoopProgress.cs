namespace RewardLab.Torch.Training;

/// <summary>How far a training loop has come.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="LossSum">Sum of the losses since the last loss event.</param>
/// <param name="LossCount">Their number.</param>
internal sealed record LoopProgress(long Step, double LossSum, long LossCount);
