namespace RewardLab.Rewards.Http.Calls;

/// <summary>A request that got no answer, after all attempts.</summary>
/// <param name="message">What happened and what to do, without the service's address before it and an end mark after it.</param>
/// <param name="cause">What was caught.</param>
internal sealed class CallFailedException(string message, Exception? cause = null) : Exception(message, cause);
