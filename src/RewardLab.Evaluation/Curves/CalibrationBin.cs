namespace RewardLab.Evaluation.Curves;

/// <summary>Images of like scores.</summary>
/// <param name="MeanScore">Their mean score.</param>
/// <param name="GoodShare">The share of them that is good, 0 to 1.</param>
/// <param name="Count">How many they are.</param>
public sealed record CalibrationBin(double MeanScore, double GoodShare, int Count);
