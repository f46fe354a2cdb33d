namespace RewardLab.Runs.Evaluations;

/// <summary>One evaluation of held-out images.</summary>
/// <param name="Epoch">After which epoch; 0 for the base.</param>
/// <param name="Proxy">The optimised reward's score of each image.</param>
/// <param name="HeldOut">Each held-out reward's, by name.</param>
public sealed record EvaluationScores(int Epoch, IReadOnlyList<double> Proxy, IReadOnlyDictionary<string, IReadOnlyList<double>> HeldOut);
