namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>A complete answer of the service, with what it says about its cost.</summary>
/// <param name="Text">What the model wrote.</param>
/// <param name="Model">The model by its own account; empty where it does not say.</param>
/// <param name="FinishReason">Why it ended, such as "stop".</param>
/// <param name="InputTokens">Tokens of the question.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
/// <param name="IsEstimate">Whether the service did not count tokens, so that they are guessed from the texts' lengths.</param>
internal sealed record ServiceAnswer(string Text, string Model, string FinishReason, long InputTokens, long OutputTokens, bool IsEstimate);
