namespace RewardLab.Prompts.LanguageModels.Examples;

/// <summary>A kind of prompts that fail in the same ways.</summary>
/// <param name="Name">One word, such as "counting".</param>
/// <param name="Description">What belongs there: for the classification.</param>
/// <param name="Examples">At least one.</param>
internal sealed record PromptCategory(string Name, string Description, IReadOnlyList<PromptExample> Examples)
{
    /// <summary>How many contrastive prompts a prompt of the category gets: as many as its largest example shows.</summary>
    public int Count => Examples.Max(example => example.Outputs.Count);
}
