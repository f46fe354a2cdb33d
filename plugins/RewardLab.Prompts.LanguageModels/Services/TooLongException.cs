namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>A service sends more than any answer needs.</summary>
internal sealed class TooLongException(long bytes) : IOException($"more than {bytes} bytes were sent");
