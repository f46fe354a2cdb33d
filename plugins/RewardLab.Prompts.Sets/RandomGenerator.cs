using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets;

/// <summary>Other prompts in place of contrastive ones: the ablation "Rand" of Kim et al., ICLR 2024, which shows what contrast is worth.
/// Safe from any thread.</summary>
/// <remarks>What a prompt gets depends on the seed, the prompt and the list alone. Sampled without repetition;
/// where a set asks for more than there are, all of them.</remarks>
internal sealed class RandomGenerator : IPromptGenerator, IDisposable
{
    private readonly string[] _prompts;
    private readonly ulong _seed;
    private readonly int _count;
    private readonly IPromptGenerator? _like;

    /// <param name="prompts">What to sample from, at least two different ones.</param>
    /// <param name="seed">Seed of the random choice.</param>
    /// <param name="count">How many where nothing is replaced.</param>
    /// <param name="like">The generator whose sets are replaced; null for none. Disposed with this one where it is disposable.</param>
    /// <exception cref="RewardLabException">There are fewer than two prompts.</exception>
    public RandomGenerator(IEnumerable<string> prompts, ulong seed, int count, IPromptGenerator? like)
    {
        // The order of the list is nobody's: sorted, the same prompts give the same choice.
        _prompts = [.. prompts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (_prompts.Length < 2)
        {
            throw new RewardLabException("Generator 'random' samples from other prompts: give it at least two, by option 'prompts' or 'promptFile'.");
        }

        (_seed, _count, _like) = (seed, count, like);
    }

    public string Name => "random";

    public bool CanHandle(string prompt) => _like?.CanHandle(prompt) ?? true;

    public async Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken)
    {
        var count = _like is null ? _count : (await _like.GenerateAsync(prompt, cancellationToken)).ContrastivePrompts.Count;
        var stream = SeedStream.Create(_seed, "random-prompts").Child(prompt);
        string[] sampled =
        [
            .. _prompts.Where(other => other != prompt).Index().OrderBy(other => stream[other.Index]).Select(other => other.Item).Take(count),
        ];
        return new ContrastiveSet(prompt, sampled, new PromptProvenance(PromptProvenanceKind.Rule, $"random, seed {_seed}"));
    }

    public void Dispose() => (_like as IDisposable)?.Dispose();
}
