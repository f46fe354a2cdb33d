using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Tests.Prompts;

public sealed class PromptProvenanceTests
{
    [Fact]
    public void Details_NotGiven_AreEmpty() => new PromptProvenance(PromptProvenanceKind.Rule, "counting").Details.ShouldBeEmpty();

    [Fact]
    public void Provenance_OfTheSameDetailsInAnotherOrder_IsEqual()
    {
        var one = Make(("model", "m"), ("endpoint", "e"));
        var other = Make(("endpoint", "e"), ("model", "m"));
        one.ShouldBe(other);
        one.GetHashCode().ShouldBe(other.GetHashCode());
    }

    [Fact]
    public void Provenance_OfOtherDetails_IsNotEqual()
    {
        var one = Make(("model", "m"));
        one.ShouldNotBe(Make(("model", "n")));
        one.ShouldNotBe(Make(("Model", "m")));
        one.ShouldNotBe(Make(("model", "m"), ("endpoint", "e")));
        one.ShouldNotBe(Make());
    }

    private static PromptProvenance Make(params (string Name, string Value)[] details) => new(PromptProvenanceKind.LanguageModel, "m")
    {
        Details = details.ToDictionary(detail => detail.Name, detail => detail.Value, StringComparer.Ordinal),
    };
}
