using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <summary>A generator of contrastive prompts in a recipe: known by its id, made at once, so that a mistake in it is found before images are
/// generated, and disposed when the recipe ends.</summary>
public sealed class RecipePrompts : IPromptGenerator
{
    private readonly IPromptGenerator _generator;

    internal RecipePrompts(ComponentReference reference, RecipeSession session)
    {
        Reference = reference;
        _generator = session.Create<IPromptGenerator>(reference);
    }

    /// <summary>Its id and options.</summary>
    public ComponentReference Reference { get; }

    /// <inheritdoc />
    public string Name => _generator.Name;

    /// <inheritdoc />
    public bool CanHandle(string prompt) => _generator.CanHandle(prompt);

    /// <inheritdoc />
    public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) => _generator.GenerateAsync(prompt, cancellationToken);

    /// <summary>Writes the contrastive set of one prompt.</summary>
    /// <exception cref="RewardLabException">The prompt is outside what the generator can handle.</exception>
    public ContrastiveSet Generate(string prompt) => this.Generate(prompt, Lab.Cancellation);
}
