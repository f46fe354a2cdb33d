using RewardLab.Abstractions;

namespace RewardLab.Prompts.Rules.Composition;

/// <summary>Makes the generator of other pairs.</summary>
[ExportPromptGenerator("composition", Description = "other pairs of two objects: \"a cat and a ball\" against one alone, more of either, and a cat-like ball")]
public sealed class CompositionGeneratorFactory : ComponentFactory<IPromptGenerator, CompositionOptions>
{
    /// <inheritdoc />
    protected override IPromptGenerator Create(CompositionOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CompositionGenerator(options.Style);
    }
}
