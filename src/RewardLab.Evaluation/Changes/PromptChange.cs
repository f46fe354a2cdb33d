namespace RewardLab.Evaluation.Changes;

/// <summary>A change of a prompt that leaves what it asks for. Immutable.</summary>
/// <param name="Id">Name in files, such as "no-articles".</param>
/// <param name="Title">Name on pages.</param>
/// <param name="Apply">The changed prompt; the prompt itself where there is nothing to change.</param>
public sealed record PromptChange(string Id, string Title, Func<string, string> Apply);
