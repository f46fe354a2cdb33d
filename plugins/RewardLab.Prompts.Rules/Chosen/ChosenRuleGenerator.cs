using RewardLab.Abstractions;

namespace RewardLab.Prompts.Rules.Chosen;

/// <summary>The rule that fits the prompt: the first of several generators that can handle it.</summary>
internal sealed class ChosenRuleGenerator(IReadOnlyList<IPromptGenerator> rules) : IPromptGenerator
{
    public string Name => "rules";

    public bool CanHandle(string prompt) => rules.Any(rule => rule.CanHandle(prompt));

    // The last rule's error is the answer to a prompt that none can handle.
    public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) =>
        (rules.FirstOrDefault(rule => rule.CanHandle(prompt)) ?? rules[^1]).GenerateAsync(prompt, cancellationToken);
}
