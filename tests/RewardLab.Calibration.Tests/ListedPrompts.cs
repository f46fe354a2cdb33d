using RewardLab.Abstractions;

namespace RewardLab.Calibration.Tests;

/// <summary>Contrastive sets from a dictionary.</summary>
internal sealed class ListedPrompts(Dictionary<string, string[]> sets) : IPromptGenerator, IDisposable
{
    public int Generated { get; private set; }

    public int Disposals { get; private set; }

    public string Name => "listed";

    public bool CanHandle(string prompt) => sets.ContainsKey(prompt);

    public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken)
    {
        Generated++;
        return sets.TryGetValue(prompt, out var contrastivePrompts)
            ? Task.FromResult(new ContrastiveSet(prompt, contrastivePrompts, new PromptProvenance(PromptProvenanceKind.File, "listed")))
            : throw new RewardLabException($"listed does not know \"{prompt}\".");
    }

    public void Dispose() => Disposals++;
}
