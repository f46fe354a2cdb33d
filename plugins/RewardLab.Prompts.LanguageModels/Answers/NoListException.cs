using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Answers;

/// <summary>A model answered, and not with one list of texts.</summary>
internal sealed class NoListException(string message) : RewardLabException(message);
