using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;
using RewardLab.Evaluation.Tia2;
using RewardLab.Hosting.Rewards;

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
    public void PaperPreset_EachSet_HasThePapersEnsemble()
    {
        var preset = RewardPreset.ReadFile(Clone.PathOf("recipes", "presets", "rewards", "paper.yaml"));
        foreach (var (set, ensemble) in new[] { ("counting", "uncertainty"), ("comprehensive", "uncertainty"), ("composition", "mean") })
        {
            var tree = preset.For(set).ShouldBeOfType<EnsembleNode>();
            tree.Ensemble.Id.ShouldBe(ensemble);
            tree.Members.Select(member => ((RewardModelNode)((TextNormNode)member).Inner).Component.Id).ShouldBe(["imagereward", "pickscore"]);
        }
    }

    [Theory]
    [InlineData("counting", 3, 1.0)]
    [InlineData("composition", 1, null)]
    [InlineData("comprehensive", 5, 1.0)]
    public void PaperPreset_EachReward_IsMinMaxAtTheMedianOfTheAuthorsChoices(string set, double scale, double? lambda)
    {
        var tree = RewardPreset.ReadFile(PathOf("paper.yaml")).For(set).ShouldBeOfType<EnsembleNode>();
        tree.Members.Cast<TextNormNode>().ShouldAllBe(member => member.Options.EffectiveVariant == TextNormVariant.MinMax && member.Options.Scale == scale);
        Lambda(tree).ShouldBe(lambda);

        // The released rows: a setting for each scored prompt.
        var file = Tia2Set.Parse(set).ScoreFile;
        using var stream = File.OpenRead(SharedData.PathOrSkip("tia2/" + file));
        PublishedReward[] rows = [.. PublishedScoreFile.Read(stream, file).Select(scores => scores.Rewards[lambda is null ? "textnorm_mean" : "textnorm_ur"])];
        Median(rows.Select(row => row.Scale!.Value)).ShouldBe(scale);
        if (lambda is not null)
        {
            Median(rows.Select(row => row.Lambda!.Value)).ShouldBe(lambda.Value);
        }
    }

    [Theory]
    [InlineData("counting", "uw_best")]
    [InlineData("composition", "mean_best")]
    [InlineData("comprehensive", "uw_best")]
    public void PaperOraclePreset_EachPrompt_HasTheAuthorsOwnSettings(string set, string row)
    {
        var preset = RewardPreset.ReadFile(PathOf("paper-oracle.yaml"));
        var places = Tia2Experiment.BestOfN(Tia2Set.Parse(set));
        preset.Sets.Count.ShouldBe(3 * Tia2Set.ExperimentPromptCount);
        File.ReadAllText(PathOf("paper-oracle.yaml")).ShouldStartWith("# An ORACLE, not a protocol");
        var trees = places.ToDictionary(place => place, place => preset.For($"{set}/{place}").ShouldBeOfType<EnsembleNode>());

        var (prompts, authors) = ($"tia2/{Tia2Set.Parse(set).PromptFile}", $"tia2/authors/{Tia2Set.Parse(set).AuthorsFile}");
        using var promptStream = File.OpenRead(SharedData.PathOrSkip(prompts));
        using var authorsStream = File.OpenRead(SharedData.PathOrSkip(authors));
        string[] names = [.. PromptSetFile.Read(promptStream, prompts).Select(one => one.Prompt)];
        var settings = PublishedScoreFile.Read(authorsStream, authors)
            .ToDictionary(scores => scores.Prompt, scores => scores.Rewards[row], StringComparer.Ordinal);
        foreach (var (place, tree) in trees)
        {
            tree.Members.Cast<TextNormNode>()
                .Select(member => member.Options.Scale)
                .ShouldAllBe(scale => scale.Equals(settings[names[place]].Scale), names[place]);
            Lambda(tree).ShouldBe(settings[names[place]].Lambda, names[place]);
        }
    }

    private static double? Lambda(EnsembleNode tree) =>
        tree.Ensemble.Options.TryGetValue("lambda", out var lambda) ? Convert.ToDouble(lambda, System.Globalization.CultureInfo.InvariantCulture) : null;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string PathOf(string name) => Clone.PathOf("recipes", "presets", "rewards", name);

    private static string Id(RewardNode node) => node.ShouldBeOfType<RewardModelNode>().Component.Id;

    private RewardPreset Read(string yaml)
    {
        File.WriteAllText(_file, yaml);
        return RewardPreset.ReadFile(_file);
    }
}
