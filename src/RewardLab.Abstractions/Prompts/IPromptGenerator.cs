namespace RewardLab.Abstractions;

/// <summary>Writes contrastive prompts.</summary>
public interface IPromptGenerator
{
    /// <summary>Name for tables and reports.</summary>
    string Name { get; }

    /// <summary>Whether the generator can handle the prompt. Cheap: asks no model.</summary>
    bool CanHandle(string prompt);

    /// <summary>Writes the contrastive set of one prompt. The same prompt gives the same set.</summary>
    /// <exception cref="RewardLabException">The prompt is outside what the generator can handle.</exception>
    ContrastiveSet Generate(string prompt, CancellationToken cancellationToken);
}
