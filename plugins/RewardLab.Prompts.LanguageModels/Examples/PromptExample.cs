namespace RewardLab.Prompts.LanguageModels.Examples;

/// <summary>A prompt, and what images of it show by mistake.</summary>
internal sealed record PromptExample(string Prompt, IReadOnlyList<string> Outputs);
