using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>What a plugin writes to the console goes to standard error: standard output is read by programs.</summary>
public sealed class TalkativePluginTests : IDisposable
{
    private const string Plugin =
        """
        [assembly: RewardLabPlugin("test.talks", "1.0")]

        public static class Start
        {
            [System.Runtime.CompilerServices.ModuleInitializer]
            public static void Run() => Console.WriteLine("chatter of the module");
        }

        public sealed record Options
        {
            public Options() => Console.WriteLine("chatter of the options");
            public int Size { get; init; } = 3;
        }

        [ExportReward("talks")]
        public sealed class F : ComponentFactory<IRewardModel, Options>
        {
            public F() => Console.WriteLine("chatter of the factory");

            protected override IRewardModel Create(Options options, ComponentContext context)
            {
                Console.WriteLine("chatter of the making");
                return new Talks();
            }
        }

        public sealed class Talks : IRewardModel
        {
            public string Name => "talks";

            public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancel)
            {
                Console.Out.Write("chatter of the call\n");
                var thread = new Thread(() => Console.WriteLine("chatter of a thread"));
                thread.Start();
                thread.Join();
                return new ScoreMatrix(new double[images.Count * prompts.Count], images.Count, prompts.Count);
            }

            public void Dispose() => Console.WriteLine("chatter of the end");
        }
        """;

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Plugin_ThatWritesToTheConsole_LeavesStandardOutputToResults()
    {
        PluginCompiler.Compile(_workplace["plugins/Talks.dll"], Plugin);
        using (var file = File.Create(_workplace["a.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[32 * 32 * 3], 1, 32, 32), 0);
        }

        using var plugin = Json("plugins", "show", "test.talks", "--json");
        _workplace.Run("plugins", "trust", "test.talks", "--yes", plugin.RootElement.GetProperty("sha256").GetString()!).ExitCode.ShouldBe(0);

        Json("components", "list", "--json").Dispose();
        Json("components", "show", "talks", "--json").Dispose();
        var score = _workplace.Run("score", "--reward", "talks", "--images", "a.png", "--prompt", "two cats");
        score.ExitCode.ShouldBe(0, score.Error);
        score.Output.ShouldContain("a.png");
        score.Output.ShouldNotContain("chatter");
        foreach (var place in (string[])["the module", "the options", "the factory", "the making", "the call", "a thread", "the end"])
        {
            score.Error.ShouldContain($"chatter of {place}\n");
        }

        _workplace.Run("score", "--quiet", "--reward", "talks", "--images", "a.png", "--prompt", "two cats").Error.ShouldBeEmpty();
    }

    private JsonDocument Json(params string[] arguments)
    {
        var outcome = _workplace.Run(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return JsonDocument.Parse(outcome.Output);
    }
}
