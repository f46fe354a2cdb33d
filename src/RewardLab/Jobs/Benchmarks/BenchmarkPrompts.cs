using RewardLab.Abstractions;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>The contrastive prompts that a benchmark brings, of all its sets.</summary>
internal sealed class BenchmarkPrompts : IPromptGenerator
{
    private readonly Dictionary<string, ContrastiveSet> _sets = new(StringComparer.Ordinal);

    /// <exception cref="RewardLabException">No set brings any.</exception>
    public BenchmarkPrompts(IReadOnlyList<BenchmarkSource> sources)
    {
        foreach (var set in sources.SelectMany(source => source.ContrastivePrompts))
        {
            _sets.TryAdd(set.Prompt, set);
        }

        if (_sets.Count == 0)
        {
            throw new RewardLabException(
                "The benchmark has no contrastive prompts. Put them beside a split's file as NAME.prompts.json, or name a generator, "
                + "such as --textnorm rules.");
        }
    }

    public string Name => BenchRequest.BenchmarkPrompts;

    /// <summary>All of it, for the record.</summary>
    public string Content => string.Join('\n', _sets.Values.SelectMany(set => set.ContrastivePrompts.Prepend(set.Prompt)));

    public bool CanHandle(string prompt) => _sets.ContainsKey(prompt);

    public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) => Task.FromResult(
        _sets.GetValueOrDefault(prompt) ?? throw new RewardLabException($"The benchmark has no contrastive prompts for \"{prompt}\"."));
}
