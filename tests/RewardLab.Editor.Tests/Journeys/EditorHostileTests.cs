using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>Plugins and files that mean harm, met in a real terminal: the editor says which, and continues.</summary>
public sealed class EditorHostileTests : IDisposable
{
    private readonly Workplace _place = new();

    public EditorHostileTests() => _place.Write("recipes/01-count.csx", "Lab.Log(\"counted\");\n");

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Plugin_ThatHangsWhileItLoads_LeavesTheEditorUsableAndIsNamed()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        PluginCompiler.Compile(
            _place["plugins/Acme.Hang.dll"],
            PluginSources.Attribute("acme.hang") + PluginSources.Ensemble("hang", inConstructor: "Thread.Sleep(Timeout.Infinite);"));
        using (var screen = Start())
        {
            screen.WaitFor("acme.hang  is not trusted").Press("M-u", "End").WaitFor("untrusted").Press("t").WaitFor("Trust this plugin?").Press("t");

            // While it hangs, everything else is as usual.
            screen.Press("M-r").Press("C-n").WaitFor("image model  none").Press("C-p").WaitFor("Commands").Type("toybox-clip");
            screen.WaitFor("toybox-clip").Press("C-a", "DC").Press("Escape").WaitFor("image model  none");
            screen.Press("M-u").WaitFor("malfunctioned").WaitFor("did not end within 30 s").Press("C-q").WaitFor("ended with 0");
        }

        // It is not tried again, and told of with its name.
        using var again = new TmuxScreen(_place, 120, 40);
        again.WaitFor("▸ Plugins").WaitFor("Errors(1)").Press("M-e").WaitFor("acme.hang").WaitFor("did not end within 30 s");
        again.Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Plugin_WhoseOptionsEndTheProcess_EndsNeitherTheEditorNorTheNextOne()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        PluginCompiler.Compile(
            _place["plugins/Acme.Deadly.dll"],
            PluginSources.Attribute("acme.deadly") + """
            public sealed record Deadly { public Deadly() => Environment.Exit(0); }

            [ExportEnsemble("deadly")]
            public sealed class F : ComponentFactory<IEnsemble, Deadly>
            {
                protected override IEnsemble Create(Deadly options, ComponentContext context) => throw new NotSupportedException();
            }
            """);
        using (var screen = Start())
        {
            screen.WaitFor("acme.deadly  is not trusted").Press("M-u", "End").WaitFor("untrusted").Press("t").WaitFor("Trust this plugin?").Press("t");
            screen.WaitFor("acme.deadly is malfunctioned").WaitFor("Errors(1)").Press("C-n").WaitFor("image model  none");
            screen.Press("C-q").WaitFor("ended with 0");
        }

        _place.Run("doctor").Output.ShouldContain("acme.deadly");
        using var again = new TmuxScreen(_place, 120, 40);
        again.WaitFor("Errors(1)").Press("M-e").WaitFor("acme.deadly").WaitFor("RewardLab ended while it was loaded").Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Run_ThatAPluginEnds_IsSaidToHaveEndedInsideItsCallWhereverOneIs()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        PluginCompiler.Compile(
            _place["plugins/Acme.Deadly.dll"],
            PluginSources.Attribute("acme.deadly")
            + Reward("Exits", "deadly-exit", "Environment.Exit(0);")
            + Reward("Crashes", "deadly-crash", "Environment.FailFast(\"no such luck\");"));
        foreach (var name in (string[])["crash", "exit"])
        {
            _place.Write(
                $"recipes/experiments/{name}.yaml", $"model: toybox\nprompts: [two cats]\nimagesPerPrompt: 1\nreward: {{ reward: deadly-{name} }}\n");
        }

        using var screen = Start();
        screen.WaitFor("acme.deadly  is not trusted").Press("M-u", "End").WaitFor("untrusted").Press("t").WaitFor("Trust this plugin?").Press("t");
        screen.WaitFor("acme.deadly is active").Press("M-p", "Home", "Down", "Right").WaitFor("crash");

        // In a dialog, the line of messages says it too; then the run's row and the console, whole.
        screen.Press("Down", "Enter").WaitFor("reward  deadly-crash").Press("F5", "C-p").WaitFor("interrupted: the process aborted").WaitFor("Commands");
        Store.List()[0].Record!.Error.ShouldBe(
            "the process aborted inside Score of reward 'deadly-crash' of plugin 'acme.deadly 0.0.0'; "
            + "'rewardlab plugins disable acme.deadly' keeps it from being loaded.");
        screen.Press("Escape", "M-c", "F4").WaitFor("rewardlab plugins disable acme.deadly").Press("F4");

        screen.Press("M-p", "Down", "Enter").WaitFor("reward  deadly-exit").Press("F5").WaitFor("interrupted: the process was ended inside Score");
        Store.List()[0].Record!.Error.ShouldBe("the process was ended inside Score of reward 'deadly-exit' of plugin 'acme.deadly 0.0.0'");
        screen.Press("M-n", "F4").WaitFor("the process was ended").WaitFor("the process aborted").Press("F4").Press("C-q").WaitFor("ended with 0");

        // It is told once: the next start has nothing to add.
        _place.Run("plugins", "list").Error.ShouldBeEmpty();
    }

    [Fact]
    public void Plugin_ThatChangesWhileItsTrustIsAskedFor_IsNotTrusted()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        var plugin = _place["plugins/Acme.Calm/Acme.Calm.dll"];
        PluginCompiler.Compile(plugin, PluginSources.Attribute("acme.calm") + PluginSources.Ensemble("calm"));
        var witness = _place["ran.txt"];
        var other = PluginCompiler.Compile(
            _place["other/Acme.Calm.dll"],
            PluginSources.Attribute("acme.calm") + PluginSources.Ensemble("calm", inConstructor: PluginSources.Witness(witness)));
        using var screen = Start();
        screen.WaitFor("acme.calm  is not trusted").Press("M-u", "End").WaitFor("untrusted").Press("t").WaitFor("Trust this plugin?").WaitFor("SHA-256");
        var shown = HashOn(screen);

        File.Move(other, plugin, overwrite: true);
        screen.Press("t").WaitFor("was not trusted: none has the hash").Press("M-u", "End").WaitFor("untrusted");
        File.Exists(witness).ShouldBeFalse();

        // What is asked about now is what is there now.
        screen.Press("t").WaitFor("Trust this plugin?").WaitFor("SHA-256");
        HashOn(screen).ShouldNotBe(shown);
        screen.Press("t").WaitFor("acme.calm is active").Press("C-q").WaitFor("ended with 0");
        File.Exists(witness).ShouldBeTrue();
    }

    [Fact]
    public void Experiment_OfTwoHundredThousandBrackets_IsNamedAtTheStart()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/experiments/deep.yaml", "model: " + new string('[', 200_000));
        _place.Write("recipes/experiments/fine.yaml", "model: toybox\nprompts: [two cats]\nreward: { reward: toybox-clip }\n");
        using var screen = Start();

        screen.WaitFor("Errors(1)").Press("M-e").WaitFor("deep");
        screen.Press("M-p", "/").Type("fine").Press("Enter", "Enter").WaitFor("image model  toybox");
        screen.Press("C-q").WaitFor("ended with 0");
    }

    private RunStore Store => new(_place["runs"], new ManualTime());

    private static string Reward(string className, string id, string body) => $$"""

        [ExportReward("{{id}}")]
        public sealed class {{className}}Factory : ComponentFactory<IRewardModel, NoOptions>
        {
            protected override IRewardModel Create(NoOptions options, ComponentContext context) => new {{className}}();
        }

        public sealed class {{className}} : IRewardModel
        {
            public string Name => "{{id}}";
            public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancel) { {{body}} return null; }
            public void Dispose() { }
        }
        """;

    private TmuxScreen Start() => new TmuxScreen(_place, 120, 40).CloseWelcome().WaitFor("▸ Plugins").WaitFor("Benchmarks");

    private static string HashOn(TmuxScreen screen) => screen.Text.Split("SHA-256 ")[1][..64];
}
