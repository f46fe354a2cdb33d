using RewardLab.Abstractions;

namespace RewardLab.Evaluation.XRays;

/// <summary>A reward gave what is no score: a mistake in the reward, not an input that it does not take.</summary>
internal sealed class UnusableScoreException(string message) : RewardLabException(message);
