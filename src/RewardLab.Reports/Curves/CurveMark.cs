namespace RewardLab.Reports.Curves;

/// <summary>A moment that a chart shows as a vertical line.</summary>
/// <param name="X">Where it is.</param>
/// <param name="Words">What happened, one line.</param>
public sealed record CurveMark(double X, string Words);
