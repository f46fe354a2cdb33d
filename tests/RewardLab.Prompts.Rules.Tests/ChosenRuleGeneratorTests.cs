using RewardLab.Abstractions;
using RewardLab.Prompts.Rules.Chosen;
using RewardLab.Prompts.Rules.Composition;
using RewardLab.Prompts.Rules.Counting;

namespace RewardLab.Prompts.Rules.Tests;

public sealed class ChosenRuleGeneratorTests
{
    private static readonly CountingGenerator Counting = new(2);
    private static readonly CompositionGenerator Composition = new(new CompositionOptions().Style);
    private static readonly ChosenRuleGenerator Chosen = new([Counting, Composition]);

    [Fact]
    public void Generate_OneOrTwoObjects_IsTheFittingRulesSet()
    {
        Chosen.ContrastivePrompts("two cats").ShouldBe(Counting.ContrastivePrompts("two cats"));
        Chosen.ContrastivePrompts("a cat and two balls").ShouldBe(Composition.ContrastivePrompts("a cat and two balls"));
    }

    [Fact]
    public void Generate_NeitherRuleFits_SaysWhy()
    {
        Chosen.CanHandle("happiness is a warm gun, they say").ShouldBe(
            Counting.CanHandle("happiness is a warm gun, they say") || Composition.CanHandle("happiness is a warm gun, they say"));
        Should.Throw<RewardLabException>(() => Chosen.Generate("a cat and a cat", TestContext.Current.CancellationToken)).Message.ShouldContain("composition");
    }
}
