using RewardLab.Abstractions;
using RewardLab.Prompts.Rules.Composition;
using RewardLab.Prompts.Rules.Counting;

namespace RewardLab.Prompts.Rules.Chosen;

/// <summary>Makes the generator that takes counting's rule for one object and composition's for two.</summary>
[ExportPromptGenerator("rules", Description = "counting for prompts of one object, composition for prompts of two")]
public sealed class ChosenRuleGeneratorFactory : ComponentFactory<IPromptGenerator, NoOptions>
{
    /// <inheritdoc />
    protected override IPromptGenerator Create(NoOptions options, ComponentContext context) =>
        new ChosenRuleGenerator([new CountingGenerator(new CountingOptions().Reach), new CompositionGenerator(new CompositionOptions().Style)]);
}
