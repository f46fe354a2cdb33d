using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Selection;

/// <summary>The first of several generators that can handle the prompt; the set says which. Safe from any thread.</summary>
internal sealed class AutoGenerator(IReadOnlyList<AutoCandidate> candidates) : IPromptGenerator, IDisposable
{
    public string Name => "auto";

    public bool CanHandle(string prompt) => candidates.Any(candidate => candidate.For(prompt) is not null);

    public async Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.For(prompt) is { } generator)
            {
                var set = await generator.GenerateAsync(prompt, cancellationToken);
                var details = new SortedDictionary<string, string>(set.Provenance.Details.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
                {
                    ["generator"] = candidate.Id,
                };
                return set with { Provenance = set.Provenance with { Details = details } };
            }
        }

        var said = new List<string>();
        foreach (var candidate in candidates)
        {
            said.Add($"{candidate.Id}: {await candidate.ProblemAsync(prompt, cancellationToken)}");
        }

        throw new RewardLabException($"Generator 'auto' finds no generator for \"{OneLine.Short(prompt)}\". {string.Join("; ", said)}.");
    }

    public void Dispose()
    {
        foreach (var candidate in candidates)
        {
            candidate.Dispose();
        }
    }
}
