namespace RewardLab.Evaluation.Comparisons;

/// <summary>One competitor's set against another's: a comparison among several methods, that says which two it is of.</summary>
/// <param name="First">Index of the competitor whose outcome it is, 0 or more.</param>
/// <param name="Second">Index of the other, 0 or more; not the same.</param>
/// <param name="Comparison">The run, prompt and set, and how the first does.</param>
public sealed record Contest(int First, int Second, SetComparison Comparison);
