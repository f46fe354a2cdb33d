using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Tests.Plugins;

namespace RewardLab.Hosting.Tests.Components;

/// <summary>What a plugin's component returns, throws or changes of the process is its own fault by name, and nobody else's problem.</summary>
public sealed class ComponentGuardTests : IDisposable
{
    private static readonly ImageBatch Images = new(new byte[2 * 3], 2, 1, 1); // [2, 1, 1, 3]
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void ImageModel_ThatLeavesAnImageOut_IsRefusedByName()
    {
        using var model = Make<IImageModel>(
            "ImageModel",
            "ImageModel",
            "public ImageBatch Generate(IReadOnlyList<ImageRequest> r, IProgress<int> p, CancellationToken c) => new(new byte[3], 1, 1, 1);");

        Should.Throw<RewardLabException>(
            () => model.Generate([new ImageRequest("a", 1), new ImageRequest("b", 2)], null, TestContext.Current.CancellationToken)).Message
            .ShouldBe("image model 'probe' of plugin 'test.probe 0.0.0' returned 1 images for 2 requests. This is a bug in the plugin: tell its author.");
    }

    [Theory]
    [InlineData("new ScoreMatrix(new double[] { 1, 2, double.NaN, 4 }, 2, 2)", "gave the score NaN to image 2 of 2 for the prompt \"two cats\"")]
    [InlineData("new ScoreMatrix(new double[] { 1, 2, 3, double.PositiveInfinity }, 2, 2)", "to image 2 of 2 for the prompt \"a dog\"")]
    [InlineData("new ScoreMatrix(new double[] { 1, 2 }, 2, 1)", "returned 2 x 1 scores from Score where 2 x 2 were asked for")]
    [InlineData("null", "returned nothing from Score")]
    [InlineData("throw new InvalidOperationException(\"no such luck\")", "failed in Score: InvalidOperationException: no such luck")]
    [InlineData("throw new OperationCanceledException()", "failed in Score: OperationCanceledException")]
    public void Reward_ThatBreaksItsContract_IsRefusedByName(string answer, string problem)
    {
        using var reward = Make<IRewardModel>(
            "Reward", "RewardModel", $"public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) => {answer};");

        var message = Should.Throw<RewardLabException>(() => reward.Score(Images, ["two cats", "a dog"], TestContext.Current.CancellationToken)).Message;

        message.ShouldStartWith("reward 'probe' of plugin 'test.probe 0.0.0' ");
        message.ShouldContain(problem);
    }

    [Fact]
    public void Pairs_WithAScoreThatIsNotFinite_NameImageAndPrompt()
    {
        using var reward = Make<IRewardModel>(
            "Reward",
            "RewardModel",
            "public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) => throw new NotSupportedException();"
            + "public ScoreMatrix ScorePairs(ImageBatch i, IReadOnlyList<ImagePromptPair> p, CancellationToken c) => "
            + "new(new double[] { 1, double.NaN }, 2, 1);");

        Should.Throw<RewardLabException>(
            () => reward.ScorePairs(Images, [new ImagePromptPair(1, "a"), new ImagePromptPair(0, "b")], TestContext.Current.CancellationToken))
            .Message.ShouldContain("gave the score NaN to image 1 of 2 for the prompt \"b\"");
    }

    [Fact]
    public void Reward_ThatIsCancelled_IsCancelled()
    {
        using var reward = Make<IRewardModel>(
            "Reward",
            "RewardModel",
            "public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) { c.ThrowIfCancellationRequested(); return null; }");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => reward.Score(Images, ["a"], cancelled.Token));
    }

    [Theory]
    [InlineData("rows[0][..1]", "returned 1 values from Combine where 2 were asked for")]
    [InlineData("new[] { 1, double.NaN }", "returned NaN from Combine, at place 2 of 2")]
    public void Ensemble_ThatBreaksItsContract_IsRefusedByName(string answer, string problem)
    {
        var ensemble = Make<IEnsemble>("Ensemble", "Ensemble", $"public double[] Combine(IReadOnlyList<double[]> rows) => {answer};");

        Should.Throw<RewardLabException>(() => ensemble.Combine([[1, 2], [3, 4]])).Message.ShouldContain($"'test.probe 0.0.0' {problem}");
    }

    [Fact]
    public void Generator_ThatReturnsASetWithoutTexts_IsRefusedByName()
    {
        var generator = Make<IPromptGenerator>(
            "PromptGenerator",
            "PromptGenerator",
            "public bool CanHandle(string p) => true; public System.Threading.Tasks.Task<ContrastiveSet> GenerateAsync("
            + "string p, CancellationToken c) => System.Threading.Tasks.Task.FromResult(new ContrastiveSet(p, null, null));");

        Should.Throw<RewardLabException>(() => generator.Generate("a", TestContext.Current.CancellationToken)).Message
            .ShouldContain("a text or the provenance is missing");
    }

    [Theory]
    [InlineData("null", "returned nothing from GenerateAsync")]
    [InlineData("Task.FromResult<ContrastiveSet>(null)", "returned nothing from GenerateAsync")]
    [InlineData("throw new InvalidOperationException(\"no such luck\")", "failed in GenerateAsync: InvalidOperationException: no such luck")]
    [InlineData(
        "Task.FromException<ContrastiveSet>(new InvalidOperationException(\"no such luck\"))",
        "failed in GenerateAsync: InvalidOperationException: no such luck")]
    [InlineData("Task.FromCanceled<ContrastiveSet>(new CancellationToken(true))", "failed in GenerateAsync: TaskCanceledException")]
    public async Task Generator_ThatBreaksItsContract_IsRefusedByName(string answer, string problem)
    {
        var generator = Make<IPromptGenerator>(
            "PromptGenerator",
            "PromptGenerator",
            "public bool CanHandle(string p) => true; public System.Threading.Tasks.Task<ContrastiveSet> GenerateAsync(string p, CancellationToken c) => "
            + answer.Replace("Task.", "System.Threading.Tasks.Task.", StringComparison.Ordinal) + ";");

        var failure = await Should.ThrowAsync<RewardLabException>(() => generator.GenerateAsync("a", TestContext.Current.CancellationToken));

        failure.Message.ShouldContain($"'test.probe 0.0.0' {problem}");
    }

    [Fact]
    public void Call_ThatChangesTheProcess_LeavesItAsItWas()
    {
        var elsewhere = _workshop.Folder("elsewhere").Replace("\\", "\\\\", StringComparison.Ordinal);
        var (folder, culture, output) = (Environment.CurrentDirectory, CultureInfo.CurrentCulture, Console.Out);
        using (var reward = Make<IRewardModel>(
            "Reward",
            "RewardModel",
            $$"""
            public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c)
            {
                Environment.CurrentDirectory = "{{elsewhere}}";
                var culture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
                culture.NumberFormat.NumberDecimalSeparator = ",";
                System.Globalization.CultureInfo.CurrentCulture = culture;
                System.Globalization.CultureInfo.DefaultThreadCurrentCulture = culture;
                Console.SetOut(TextWriter.Null);
                return new(new double[2], 2, 1);
            }
            """))
        {
            reward.Score(Images, ["a"], TestContext.Current.CancellationToken).ImageCount.ShouldBe(2);
        }

        Environment.CurrentDirectory.ShouldBe(folder);
        CultureInfo.CurrentCulture.ShouldBe(culture);
        CultureInfo.DefaultThreadCurrentCulture.ShouldBeNull();
        Console.Out.ShouldBeSameAs(output);
    }

    [Fact]
    public void Plugin_ThatChangesTheProcessAsItLoads_LeavesItAsItWas()
    {
        var elsewhere = _workshop.Folder("elsewhere").Replace("\\", "\\\\", StringComparison.Ordinal);
        var (folder, output) = (Environment.CurrentDirectory, Console.Out);
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "Probe.dll"), PluginSources.Attribute("test.probe") + $$"""

            public static class Process
            {
                public static void Change()
                {
                    Environment.CurrentDirectory = "{{elsewhere}}";
                    System.Globalization.CultureInfo.DefaultThreadCurrentCulture = new System.Globalization.CultureInfo("");
                    Console.SetOut(TextWriter.Null);
                }
            }

            public sealed record Options
            {
                public Options() => Process.Change();
            }

            [ExportEnsemble("probe")]
            public sealed class F : ComponentFactory<IEnsemble, Options>
            {
                public F() => Process.Change();
                protected override IEnsemble Create(Options options, ComponentContext context) => throw new NotSupportedException();
            }
            """);

        var catalog = _workshop.StartTrusting().Components;
        AsBefore();
        OptionsDescription.Create(catalog.Components.ShouldHaveSingleItem().OptionsType);
        AsBefore();
        Should.Throw<RewardLabException>(() => catalog.Create<IEnsemble>(new ComponentReference("probe")));
        AsBefore();

        void AsBefore()
        {
            Environment.CurrentDirectory.ShouldBe(folder);
            CultureInfo.DefaultThreadCurrentCulture.ShouldBeNull();
            Console.Out.ShouldBeSameAs(output);
        }
    }

    [Fact]
    public void Dispose_ThatThrows_IsToldOnceAndEndsNothing()
    {
        var reward = Make<IRewardModel>(
            "Reward",
            "RewardModel",
            "public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) => null;",
            "throw new InvalidOperationException(\"no such luck\");");

        reward.Dispose();
        reward.Dispose();

        _workshop.Log.ShouldHaveSingleItem()
            .ShouldBe("reward 'probe' of plugin 'test.probe 0.0.0' failed in Dispose: InvalidOperationException: no such luck");
    }

    private T Make<T>(string attribute, string contract, string members, string dispose = "")
        where T : class
    {
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "Probe.dll"), PluginSources.Attribute("test.probe") + $$"""

            [Export{{attribute}}("probe")]
            public sealed class F : ComponentFactory<I{{contract}}, NoOptions>
            {
                protected override I{{contract}} Create(NoOptions options, ComponentContext context) => new Probe();
            }

            public sealed class Probe : I{{contract}}, IDisposable
            {
                public string Name => "probe";
                {{members}}
                public void Dispose() { {{dispose}} }
            }
            """);
        return _workshop.StartTrusting().Components.Create<T>(new ComponentReference("probe"));
    }
}
