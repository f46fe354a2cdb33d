using RewardLab.Abstractions;
using RewardLab.Prompts.Rules.Composition;
using RewardLab.Prompts.Rules.Counting;

namespace RewardLab.Prompts.Rules.Tests;

/// <summary>The generators, made as the host makes them.</summary>
internal static class Generators
{
    public static IPromptGenerator Counting(int reach = 2) =>
        new CountingGeneratorFactory().Create((object)new CountingOptions { Reach = reach }, Context());

    public static IPromptGenerator Composition(PairStyle style = PairStyle.Tia2) =>
        new CompositionGeneratorFactory().Create((object)new CompositionOptions { Style = style }, Context());

    public static IReadOnlyList<string> ContrastivePrompts(this IPromptGenerator generator, string prompt)
    {
        generator.CanHandle(prompt).ShouldBeTrue(prompt);
        var set = generator.Generate(prompt, TestContext.Current.CancellationToken);
        set.Prompt.ShouldBe(prompt);
        return set.ContrastivePrompts;
    }

    private static ComponentContext Context() => new() { PluginFolder = "", CacheFolder = "", Components = new EmptyCatalog() };
}
