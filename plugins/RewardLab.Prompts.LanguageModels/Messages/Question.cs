namespace RewardLab.Prompts.LanguageModels.Messages;

/// <summary>What a model is asked, in two messages.</summary>
/// <param name="Purpose">"contrasts" or "classification": for the record.</param>
/// <param name="Prompt">The prompt it is about.</param>
/// <param name="Instruction">The system's message.</param>
/// <param name="Data">The user's message: examples or categories, then the prompt as JSON.</param>
/// <param name="Count">How many texts are wanted; 0 for any number.</param>
internal sealed record Question(string Purpose, string Prompt, string Instruction, string Data, int Count)
{
    /// <summary>The categories whose examples it shows, for the record.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
}
