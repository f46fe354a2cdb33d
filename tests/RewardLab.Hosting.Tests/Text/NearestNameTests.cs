using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Tests.Text;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("guidence", "guidance")]
    [InlineData("GUIDANCE", "guidance")]
    [InlineData("setps", "steps")]
    [InlineData("seeed", "seed")]
    [InlineData("x", null)]
    [InlineData("temperature", null)]
    public void Of_AMistypedName_IsTheNearest(string name, string? nearest) => NearestName.Find(name, ["guidance", "steps", "seed"]).ShouldBe(nearest);

    [Fact]
    public void Advice_NothingNear_ListsWhatIsKnown()
    {
        NearestName.Advice("zzzzzz", ["a", "b"]).ShouldBe("Known: a, b.");
        NearestName.Advice("zzzzzz", []).ShouldBe("There are none.");
        NearestName.Advice("zzzzzz", [.. Enumerable.Range(0, 20).Select(i => $"name{i}")]).ShouldEndWith("and 8 more.");
    }

    [Fact]
    public void Distance_AnyWords_AgreesWithTheRecursiveDefinition() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(Words, Words),
            words => NearestName.Distance(words.Item1, words.Item2) == ByDefinition(words.Item1, words.Item2),
            iter: 500);

    private static readonly CsCheck.Gen<string> Words = CsCheck.Gen.String[CsCheck.Gen.Char["abc"], 0, 5];

    private static int ByDefinition(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return a.Length + b.Length;
        }

        var min = Math.Min(
            Math.Min(ByDefinition(a[..^1], b), ByDefinition(a, b[..^1])) + 1,
            ByDefinition(a[..^1], b[..^1]) + (a[^1] == b[^1] ? 0 : 1));
        return a.Length > 1 && b.Length > 1 && a[^1] == b[^2] && a[^2] == b[^1] ? Math.Min(min, ByDefinition(a[..^2], b[..^2]) + 1) : min;
    }
}
