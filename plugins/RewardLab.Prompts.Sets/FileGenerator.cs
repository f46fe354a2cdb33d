using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets;

/// <summary>Contrastive prompts that somebody prepared. Safe from any thread.</summary>
internal sealed class FileGenerator(IReadOnlyList<ContrastiveSet> sets, string path) : IPromptGenerator
{
    private readonly Dictionary<string, ContrastiveSet> _sets = sets.DistinctBy(set => set.Prompt, StringComparer.Ordinal)
        .ToDictionary(set => set.Prompt, StringComparer.Ordinal);

    public string Name => "file";

    public bool CanHandle(string prompt) => _sets.ContainsKey(prompt);

    public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) => Task.FromResult(
        _sets.GetValueOrDefault(prompt)
        ?? throw new RewardLabException($"'{path}' has no contrastive prompts for \"{prompt}\"; it has those of {_sets.Count} other prompts."));
}
