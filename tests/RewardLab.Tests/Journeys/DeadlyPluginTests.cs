using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>A trusted plugin that ends the process while it is loaded does so once: with an error, and from then on RewardLab works.</summary>
public sealed class DeadlyPluginTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("exit", "public static class Bad { public static void Run() => Environment.Exit(0); }")]
    [InlineData("overflow", "public static class Bad { public static int Run() => Run() + Run(); }")]
    [InlineData(
        "thread",
        "public static class Bad { public static void Run() { var t = new Thread(() => throw new InvalidOperationException(\"no such luck\")); "
        + "t.Start(); t.Join(); } }")]
    [InlineData("options", "public static class Bad { public static void Run() { } } public sealed record Deadly { public Deadly() => Environment.Exit(0); }")]
    public void Plugin_ThatEndsTheProcess_DoesSoOnce(string name, string source)
    {
        var options = name == "options" ? "Deadly" : "NoOptions";
        PluginCompiler.Compile(_workplace["plugins/Bad.dll"], string.Create(CultureInfo.InvariantCulture, $$"""
            [assembly: RewardLabPlugin("test.bad", "1.0")]
            {{source}}

            [ExportEnsemble("bad")]
            public sealed class F : ComponentFactory<IEnsemble, {{options}}>
            {
                public F() => Bad.Run();
                protected override IEnsemble Create({{options}} options, ComponentContext context) => throw new NotSupportedException();
            }
            """));

        _workplace.Run("plugins", "trust", "test.bad", "--yes", Hash()).ExitCode.ShouldNotBe(0);

        var list = _workplace.Run("plugins", "list");
        list.ExitCode.ShouldBe(0, list.Error);
        list.Output.ShouldMatch("test.bad.*malfunctioned");
        list.Output.ShouldContain("plugins enable test.bad");
        Works();

        // Whoever insists gets it once more, and out of it without the plugin's help.
        _workplace.Run("plugins", "enable", "test.bad").ExitCode.ShouldBe(0);
        var safe = _workplace.Run("--safe", "prompts", "show", "--generator", "counting", "three deer");
        safe.ExitCode.ShouldBe(0, safe.Error);
        var again = _workplace.Run("prompts", "show", "--generator", "counting", "three deer");
        again.ExitCode.ShouldNotBe(0);
        if (name is "exit" or "options")
        {
            again.Error.ShouldContain("Plugin 'test.bad' ended the process while it was loaded");
        }

        Works();
        _workplace.Run("plugins", "disable", "test.bad").ExitCode.ShouldBe(0);
        Works();
    }

    [Theory]
    [InlineData("module", "Environment.Exit(0);")]
    [InlineData("module", "Run();")]
    [InlineData("module", "while (true) { Thread.Sleep(1000); }")]
    [InlineData("static", "Environment.Exit(0);")]
    [InlineData("static", "Run();")]
    public void Plugin_ThatEndsOrHoldsTheProcessBeforeItsFirstLine_IsLeftAloneByEveryCommand(string place, string statement)
    {
        var initialiser = place == "module"
            ? $"internal static class Start {{ [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() {{ {statement} }} "
            : $"internal static class Start {{ public static readonly object Value; static Start() {{ {statement} Value = new(); }} ";
        PluginCompiler.Compile(
            _workplace["plugins/Bad.dll"],
            PluginSources.Attribute("test.bad") + initialiser + " internal static int Run() => Run() + Run(); }"
            + PluginSources.Ensemble("bad", inConstructor: place == "module" ? "" : "if (Start.Value is null) { throw new InvalidOperationException(); }"));

        // One that does not end is given up after half a minute; the others end the process.
        var trust = _workplace.Run("plugins", "trust", "test.bad", "--yes", Hash());
        trust.ExitCode.ShouldNotBe(0);
        if (statement.StartsWith("while", StringComparison.Ordinal))
        {
            trust.Output.ShouldContain("its code did not end within 30 s");
        }

        var list = _workplace.Run("plugins", "list");
        list.ExitCode.ShouldBe(0, list.Error);
        list.Output.ShouldMatch("test.bad.*malfunctioned");
        Works("doctor");
        Works("plugins", "show", "test.bad");
        Works("plugins", "disable", "test.bad");
        Works("doctor");
        Works("plugins", "list");
        Works("prompts", "show", "--generator", "counting", "three deer");
        _workplace.Run("plugins", "list").Output.ShouldMatch("test.bad.*disabled");
    }

    [Theory]
    [InlineData("Environment.Exit(0); return null;", "The process was ended inside Score of reward 'bad' of plugin 'test.bad 0.0.0'.")]
    [InlineData(
        "var t = new Thread(() => Environment.Exit(0)); t.Start(); t.Join(); return null;",
        "The process was ended inside Score of reward 'bad' of plugin 'test.bad 0.0.0'.")]
    [InlineData("return Score(images, prompts, cancel) ?? Score(images, prompts, cancel);", "")]
    [InlineData("Environment.FailFast(\"no such luck\"); return null;", "")]
    public void Plugin_ThatEndsTheProcessInACall_IsNamedWithTheCall(string body, string line)
    {
        PluginCompiler.Compile(_workplace["plugins/Bad.dll"], $$"""
            [assembly: RewardLabPlugin("test.bad", "1.0")]

            [ExportReward("bad")]
            public sealed class F : ComponentFactory<IRewardModel, NoOptions>
            {
                protected override IRewardModel Create(NoOptions options, ComponentContext context) => new Bad();
            }

            public sealed class Bad : IRewardModel
            {
                public string Name => "bad";
                public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancel) { {{body}} }
                public void Dispose() { }
            }
            """);
        _workplace.Run("plugins", "trust", "test.bad", "--yes", Hash()).ExitCode.ShouldBe(0);
        using (var file = File.Create(_workplace["a.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[32 * 32 * 3], 1, 32, 32), 0);
        }

        var run = _workplace.Run("score", "--reward", "bad", "--images", "a.png", "--prompt", "two cats");

        run.ExitCode.ShouldNotBe(0);
        var next = _workplace.Run("plugins", "list");
        if (line.Length > 0)
        {
            run.Error.ShouldContain(line);
            next.Error.ShouldBeEmpty();
        }
        else
        {
            next.Error.ShouldStartWith("RewardLab ended inside Score of reward 'bad' of plugin 'test.bad 0.0.0'. If nothing else ended it, the plugin did");
        }

        // Told once, and no ground to lock the plugin: whatever ends a process ends it inside some call.
        next.ExitCode.ShouldBe(0);
        next.Output.ShouldMatch("test.bad.*active");
        _workplace.Run("plugins", "list").Error.ShouldBeEmpty();
        Directory.GetFiles(_workplace["home"], "plugins.calling-*").ShouldBeEmpty();
    }

    [Fact]
    public void Plugin_WhoseThreadEndsTheProcessOutsideOfCalls_IsNamedAmongThoseThatMayHaveDoneIt()
    {
        PluginCompiler.Compile(_workplace["plugins/Bad.dll"], PluginSources.Attribute("test.bad") + PluginSources.Ensemble(
            "bad",
            inConstructor: $"new Thread(() => {{ while (!File.Exists(@\"{_workplace["go"]}\")) {{ Thread.Sleep(10); }} Environment.Exit(0); }}).Start();"));
        _workplace.Write("go", "");
        _workplace.Run("plugins", "trust", "test.bad", "--yes", Hash());
        _workplace.Run("plugins", "enable", "test.bad").ExitCode.ShouldBe(0);
        File.Delete(_workplace["go"]);
        _workplace.Write("wait.csx", $"File.WriteAllText(@\"{_workplace["go"]}\", \"\"); System.Threading.Thread.Sleep(-1);");

        var run = _workplace.Run("run", "wait.csx");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain(
            "The process was ended from within before its work was done, and RewardLab did not ask for it. Code of 'test.bad' was loaded: "
            + "'rewardlab plugins disable ID' keeps a plugin from being loaded.");
        _workplace.Run("--safe", "plugins", "list").Error.ShouldBeEmpty();
    }

    [Fact]
    public void Recipe_ThatEndsTheProcess_IsNoSuccess()
    {
        _workplace.Write("exit.csx", "Environment.Exit(0);");

        var run = _workplace.Run("run", "exit.csx");

        run.ExitCode.ShouldBe(1);
        run.Error.TrimEnd().ShouldEndWith("The process was ended from within before its work was done, and RewardLab did not ask for it.");
    }

    [Fact]
    public void User_WhoEndsTheProcessWhileAPluginIsLoaded_DoesNotAccuseIt()
    {
        PluginCompiler.Compile(_workplace["plugins/Bad.dll"], PluginSources.Attribute("test.bad") + PluginSources.Ensemble(
            "bad",
            inConstructor: $"File.WriteAllText(@\"{_workplace["loading"]}\", \"\"); while (File.Exists(@\"{_workplace["wait"]}\")) {{ Thread.Sleep(10); }}"));
        _workplace.Run("plugins", "trust", "test.bad", "--yes", Hash()).ExitCode.ShouldBe(0);
        _workplace.Write("wait", "");
        File.Delete(_workplace["loading"]);
        using (var program = _workplace.Start("components", "list"))
        {
            program.WaitFor(() => File.Exists(_workplace["loading"]), "the plugin's constructor");
            program.Interrupt();
            Workplace.End(program).ExitCode.ShouldBe(143);
        }

        File.Delete(_workplace["wait"]);
        var list = _workplace.Run("plugins", "list");
        list.Error.ShouldBeEmpty();
        list.Output.ShouldMatch("test.bad.*active");
        Directory.GetFiles(_workplace["home"], "plugins.loading-*").ShouldBeEmpty();
    }

    [Fact]
    public void Trust_OnTheCommandLine_ShowsWhatItTrustsAndTrustsThat()
    {
        PluginCompiler.Compile(
            _workplace["plugins/Good.dll"],
            "[assembly: System.Reflection.AssemblyCompany(\"Acme Ltd.\")]" + PluginSources.Attribute("test.bad") + PluginSources.Ensemble("good"));

        var asked = _workplace.Run("plugins", "trust", "test.bad");
        asked.ExitCode.ShouldBe(2);
        asked.Output.ShouldContain(_workplace["plugins/Good.dll"]);
        asked.Output.ShouldContain("Acme Ltd., as its file says");
        asked.Output.ShouldContain(Hash());
        asked.Error.ShouldContain("--yes");

        _workplace.Run("plugins", "trust", "test.bad", "--yes", new string('0', 64)).ExitCode.ShouldBe(1);
        _workplace.Run("plugins", "list").Output.ShouldMatch("test.bad.*untrusted");
        _workplace.Run("plugins", "trust", "test.bad", "--yes", Hash()).Output.ShouldContain("test.bad is active");
    }

    private string Hash()
    {
        using var json = JsonDocument.Parse(_workplace.Run("plugins", "show", "test.bad", "--json").Output);
        return json.RootElement.GetProperty("sha256").GetString()!;
    }

    private void Works() => Works("prompts", "show", "--generator", "counting", "three deer");

    private void Works(params string[] arguments)
    {
        var outcome = _workplace.Run(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
    }
}
