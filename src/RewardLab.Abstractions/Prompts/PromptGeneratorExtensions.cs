namespace RewardLab.Abstractions;

/// <summary>A shortcut for callers that have a thread of their own, such as rewards and algorithms.</summary>
public static class PromptGeneratorExtensions
{
    /// <summary>Writes the contrastive set of one prompt, and waits for it.</summary>
    /// <inheritdoc cref="IPromptGenerator.GenerateAsync"/>
    public static ContrastiveSet Generate(this IPromptGenerator generator, string prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generator);

        // On a thread that others post to, such as a user interface's, the generator could wait for this call as this call does for it.
        var set = SynchronizationContext.Current is null
            ? generator.GenerateAsync(prompt, cancellationToken)
            : Task.Run(() => generator.GenerateAsync(prompt, cancellationToken), cancellationToken);
        return set.GetAwaiter().GetResult();
    }
}
