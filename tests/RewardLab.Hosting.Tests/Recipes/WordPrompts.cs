using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Contrasts a prompt with itself and one letter, and with itself and two.</summary>
internal sealed class WordPrompts : IPromptGenerator
{
    public string Name => "words";

    public bool CanHandle(string prompt) => true;

    public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) =>
        Task.FromResult(new ContrastiveSet(prompt, [prompt + "s", prompt + "ss"], new PromptProvenance(PromptProvenanceKind.Rule, "words")));
}
