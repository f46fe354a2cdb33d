using RewardLab.Abstractions;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Tests.Recipes;

namespace RewardLab.Hosting.Tests.Rewards;

public sealed class RewardPresetTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void ReadFile_OneTree_ServesEverySet()
    {
        var preset = Read("reward: a\n");
        preset.Sets.ShouldBeEmpty();
        Id(preset.For("counting")).ShouldBe("a");
        Id(preset.For("")).ShouldBe("a");
    }

    [Fact]
    public void ReadFile_ATreeForEachSet_GivesTheSetsOwn()
    {
        var preset = Read("sets:\n  counting: { reward: a }\n  composition: { reward: b }\n");
        preset.Sets.ShouldBe(["counting", "composition"]);
        Id(preset.For("Composition")).ShouldBe("b");
        Id(preset.For("counting")).ShouldBe("a");
        Should.Throw<RewardLabException>(() => preset.For("comprehensive")).Message.ShouldContain("none for 'comprehensive'");
    }

    [Theory]
    [InlineData("sets: [a]\n", "(1,7): sets must be a map")]
    [InlineData("sets: {}\n", "sets must be a map")]
    [InlineData("sets:\n  counting: { tau: 1 }\n", "(2,13): a reward needs one of the keys")]
    [InlineData("sets: { a: { reward: x } }\nmore: 1\n", "a reward needs one of the keys")]
    public void ReadFile_NoPreset_SaysWhere(string yaml, string problem) =>
        Should.Throw<RewardLabException>(() => Read(yaml)).Message.ShouldContain(problem);

    [Fact]
    public void Paper_HasThePapersEnsembleForEachSet()
    {
        var preset = RewardPreset.ReadFile(Path.Combine(Repository.Root, "recipes", "presets", "rewards", "paper.yaml"));
        foreach (var (set, ensemble) in new[] { ("counting", "uncertainty"), ("comprehensive", "uncertainty"), ("composition", "mean") })
        {
            var tree = preset.For(set).ShouldBeOfType<EnsembleNode>();
            tree.Ensemble.Id.ShouldBe(ensemble);
            tree.Members.Select(member => ((RewardModelNode)((TextNormNode)member).Inner).Component.Id).ShouldBe(["imagereward", "pickscore"]);
        }
    }

    private static string Id(RewardNode node) => node.ShouldBeOfType<RewardModelNode>().Component.Id;

    private RewardPreset Read(string yaml)
    {
        File.WriteAllText(_file, yaml);
        return RewardPreset.ReadFile(_file);
    }
}
