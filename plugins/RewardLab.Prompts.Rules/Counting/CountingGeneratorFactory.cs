using RewardLab.Abstractions;

namespace RewardLab.Prompts.Rules.Counting;

/// <summary>Makes the generator of other counts.</summary>
[ExportPromptGenerator("counting", Description = "other counts of one object: \"three apples\" against one, two, four and five")]
public sealed class CountingGeneratorFactory : ComponentFactory<IPromptGenerator, CountingOptions>
{
    /// <inheritdoc />
    protected override IPromptGenerator Create(CountingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CountingGenerator(options.Reach);
    }
}
