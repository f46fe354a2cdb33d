namespace RewardLab.Rewards.Http.Dialects;

/// <summary>An answer that is not of the dialect.</summary>
/// <param name="message">What is wrong with it, continuing from "the service answers with ...".</param>
internal sealed class UnreadableAnswerException(string message) : Exception(message);
