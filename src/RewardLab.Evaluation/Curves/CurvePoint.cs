namespace RewardLab.Evaluation.Curves;

/// <summary>A point of a curve over thresholds.</summary>
/// <param name="Threshold">Images that score at least this much are called good.</param>
/// <param name="X">The false positive rate of a ROC curve, the recall of a precision-recall curve; 0 to 1.</param>
/// <param name="Y">The true positive rate, or the precision; 0 to 1.</param>
public sealed record CurvePoint(double Threshold, double X, double Y);
