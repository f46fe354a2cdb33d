using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;

namespace RewardLab.Prompts.Rules.Tests;

public sealed class Tia2Tests
{
    [Fact]
    public void Counting_OverTia2sPrompts_WritesItsFileByteForByte()
    {
        var bytes = File.ReadAllBytes(SharedData.PathOrSkip("tia2/prompts/prompt_set_counting.json"));
        var published = PromptSetFile.Read(new MemoryStream(bytes), "counting");
        published.Count.ShouldBe(150);

        using var written = new MemoryStream();
        PromptSetFile.Write(written, published.Select(set => Generators.Counting().Generate(set.Prompt, TestContext.Current.CancellationToken)));
        Encoding.UTF8.GetString(written.ToArray()).ShouldBe(Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Composition_OverTia2sPrompts_WritesItsFirstTwelveItems()
    {
        var path = SharedData.PathOrSkip("tia2/prompts/prompt_set_composition.json");
        using var stream = File.OpenRead(path);
        var published = PromptSetFile.Read(stream, "composition");
        published.Count.ShouldBe(300);
        foreach (var set in published)
        {
            Generators.Composition().ContrastivePrompts(set.Prompt).ShouldBe(set.ContrastivePrompts.Take(12));
        }
    }

    [Fact]
    public void Composition_InEnglish_DiffersFromTia2OnlyInTheMissingAnds()
    {
        using var stream = File.OpenRead(SharedData.PathOrSkip("tia2/prompts/prompt_set_composition.json"));
        foreach (var prompt in PromptSetFile.Read(stream, "composition").Select(set => set.Prompt))
        {
            var english = Generators.Composition(Composition.PairStyle.English).ContrastivePrompts(prompt);
            english.Select(text => text.Replace(" and ", " ", StringComparison.Ordinal))
                .ShouldBe(Generators.Composition().ContrastivePrompts(prompt).Select(text => text.Replace(" and ", " ", StringComparison.Ordinal)));
            english.Skip(2).Take(8).ShouldAllBe(text => text.Contains(" and "));
        }
    }

    [Fact]
    public void CanHandle_OverTia2sComprehensivePrompts_NeverFailsToGenerate()
    {
        using var stream = File.OpenRead(SharedData.PathOrSkip("tia2/prompts/prompt_set_comprehensive.json"));
        IPromptGenerator[] generators = [Generators.Counting(), Generators.Composition()];
        foreach (var prompt in PromptSetFile.Read(stream, "comprehensive").Select(set => set.Prompt))
        {
            var able = generators.Where(generator => generator.CanHandle(prompt)).ToArray();
            able.Length.ShouldBeLessThanOrEqualTo(1);
            able.SelectMany(generator => generator.ContrastivePrompts(prompt)).ShouldNotContain(prompt);
        }
    }
}
