namespace RewardLab.Evaluation.Histories;

/// <summary>Whether the alarm for overoptimization was raised, and whether it could have been.</summary>
/// <param name="IsRaised">Whether it was raised.</param>
/// <param name="CouldBeRaised">Whether at least one evaluation could have raised it.</param>
/// <param name="Message">One sentence.</param>
public sealed record HistoryAlarm(bool IsRaised, bool CouldBeRaised, string Message);
