using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A plugin's prompt generator whose answers are checked: a set of texts, for the prompt that was asked about.</summary>
internal sealed class GuardedPromptGenerator(IPromptGenerator inner, ComponentGuard guard) : IPromptGenerator, IDisposable
{
    public string Name => guard.Call(nameof(Name), () => guard.Something(inner.Name, nameof(Name)));

    public bool CanHandle(string prompt) => guard.Call(nameof(CanHandle), () => inner.CanHandle(prompt));

    public async Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken)
    {
        var set = guard.Something(
            await guard.CallAsync(nameof(GenerateAsync), () => inner.GenerateAsync(prompt, cancellationToken), cancellationToken).ConfigureAwait(false),
            nameof(GenerateAsync));
        return set is { Prompt: not null, ContrastivePrompts: { } texts, Provenance: not null } && texts.All(text => text is not null)
            ? string.Equals(set.Prompt, prompt, StringComparison.Ordinal)
                ? set
                : throw guard.Broken(
                    $"returned the set of \"{OneLine.Format(set.Prompt)}\" from {nameof(GenerateAsync)} "
                    + $"where that of \"{OneLine.Format(prompt)}\" was asked for")
            : throw guard.Broken($"returned a set from {nameof(GenerateAsync)} in which a text or the provenance is missing");
    }

    public void Dispose() => guard.Dispose(inner);
}
