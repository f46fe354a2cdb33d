using RewardLab.Abstractions;

namespace RewardLab.Jobs.Prompts;

/// <summary>A generator that is disposed where it can be.</summary>
internal sealed class OwnedGenerator(IPromptGenerator generator) : IDisposable
{
    public IPromptGenerator Generator { get; } = generator;

    public void Dispose() => (Generator as IDisposable)?.Dispose();
}
