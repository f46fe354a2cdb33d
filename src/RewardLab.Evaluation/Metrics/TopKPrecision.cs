namespace RewardLab.Evaluation.Metrics;

/// <summary>Average precision among the k highest-scored images of a prompt.</summary>
/// <param name="Value">The average precision, 0 to 1; 0 where none of the k is good.</param>
/// <param name="TiesAtK">How many images share the score at rank k where that tie reaches past k, so that input order decided who counts; 0 otherwise.</param>
public sealed record TopKPrecision(double Value, int TiesAtK);
