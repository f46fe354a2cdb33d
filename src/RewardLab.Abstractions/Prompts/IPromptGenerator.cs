namespace RewardLab.Abstractions;

/// <summary>Writes contrastive prompts.</summary>
public interface IPromptGenerator
{
    /// <summary>Name for tables and reports.</summary>
    string Name { get; }

    /// <summary>Whether the generator can handle the prompt. Cheap: asks no model.</summary>
    bool CanHandle(string prompt);

    /// <summary>Writes the contrastive set of one prompt. The same prompt gives the same set.</summary>
    /// <remarks>A generator that does not wait for anything returns a finished task. Callers may have several prompts under way.</remarks>
    /// <param name="prompt">The prompt.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <exception cref="RewardLabException">The prompt is outside what the generator can handle.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken);
}
