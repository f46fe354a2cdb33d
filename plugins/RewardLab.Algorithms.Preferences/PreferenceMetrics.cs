using RewardLab.Evaluation.Preferences;

namespace RewardLab.Algorithms.Preferences;

/// <summary>What a reward is worth on choices.</summary>
/// <param name="Accuracy">How often it prefers as people do.</param>
/// <param name="Loss">The mean loss of the choices; ties count where training learns from them.</param>
/// <param name="PairCount">Choices that the loss is over.</param>
internal sealed record PreferenceMetrics(PairwiseAccuracy Accuracy, double Loss, int PairCount);
