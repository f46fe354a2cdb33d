using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Plugins;

/// <summary>Images and scores that components share cannot be changed by one of them.</summary>
public sealed class SharedValuesTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("i.Pixels[0] = 0;", "CS0021")]
    [InlineData("i.Pixels.Span[0] = 0;", "CS8331")]
    [InlineData("i[0][0] = 0;", "CS8331")]
    [InlineData("Array.Clear(i.Pixels);", "CS1503")]
    [InlineData("var scores = new ScoreMatrix(new double[1], 1, 1); scores.OrderKeys.Span[0] = 0;", "CS8331")]
    [InlineData("var scores = new ScoreMatrix(new double[1], 1, 1); Array.Sort(scores.LogOdds);", "CS1503")]
    public void Reward_ThatNormalisesInPlace_DoesNotCompile(string statement, string error)
    {
        var failure = Should.Throw<ShouldAssertException>(() => Drop("greedy", statement + " return new(new double[i.Count * p.Count], i.Count, p.Count);"));

        failure.Message.ShouldContain($"error {error}");
    }

    [Fact]
    public void Reward_ThatNormalisesACopy_ChangesNoOtherRewardsScores()
    {
        Drop(
            "greedy",
            "var own = i.Pixels.ToArray(); for (var k = 0; k < own.Length; k++) own[k] /= 10; return new(new double[i.Count * p.Count], i.Count, p.Count);");
        Drop("mean", "var s = new double[i.Count * p.Count]; for (var k = 0; k < i.Count; k++) s[k] = i[k][0]; return new(s, i.Count, p.Count);");
        var components = _workshop.StartTrusting().Components;
        using var greedy = components.Create<IRewardModel>(new ComponentReference("greedy"));
        using var mean = components.Create<IRewardModel>(new ComponentReference("mean"));
        var images = new ImageBatch([200, 1, 1, 90, 1, 1], 2, 1, 1); // [2, 1, 1, 3]

        greedy.Score(images, ["a"], TestContext.Current.CancellationToken);

        mean.Score(images, ["a"], TestContext.Current.CancellationToken).Column(0).ShouldBe([200, 90]);
    }

    [Fact]
    public void Images_TakenApart_ShareNoArrayThatCanBeWritten()
    {
        var images = new ImageBatch([1, 2, 3, 4, 5, 6], 2, 1, 1); // [2, 1, 1, 3]

        images.Pixels.ToArray()[0] = 9;
        images.Slice(0, 1).Pixels.ToArray()[0] = 9;

        images.Pixels.ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Ensemble_ThatSortsItsRows_ChangesNobodysScores()
    {
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "Sorting.dll"), PluginSources.Attribute("test.sorting") + """

            [ExportEnsemble("sorting")]
            public sealed class F : ComponentFactory<IEnsemble, NoOptions>
            {
                protected override IEnsemble Create(NoOptions options, ComponentContext context) => new Sorting();
            }

            public sealed class Sorting : IEnsemble
            {
                public string Name => "sorting";
                public double[] Combine(IReadOnlyList<double[]> rows) { Array.Sort(rows[0]); return rows[0]; }
            }
            """);
        var ensemble = _workshop.StartTrusting().Components.Create<IEnsemble>(new ComponentReference("sorting"));
        double[] row = [3, 1, 2];

        ensemble.Combine([row]).ShouldBe([1, 2, 3]);

        row.ShouldBe([3, 1, 2]);
    }

    private void Drop(string id, string body) =>
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, id + ".dll"), PluginSources.Attribute("test." + id) + $$"""

            [ExportReward("{{id}}")]
            public sealed class F : ComponentFactory<IRewardModel, NoOptions>
            {
                protected override IRewardModel Create(NoOptions options, ComponentContext context) => new R();
            }

            public sealed class R : IRewardModel
            {
                public string Name => "{{id}}";
                public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) { {{body}} }
                public void Dispose() { }
            }
            """);
}
