namespace RewardLab.Runs.Evaluations;

/// <summary>One look at held-out pictures.</summary>
/// <param name="Epoch">After which epoch; 0 for the base.</param>
/// <param name="Proxy">The optimised reward's score of each picture.</param>
/// <param name="Judges">Each judge's, by name.</param>
public sealed record LookScores(int Epoch, IReadOnlyList<double> Proxy, IReadOnlyDictionary<string, IReadOnlyList<double>> Judges);
