using System.Globalization;
using System.Text.Json;

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

    private void Works()
    {
        var outcome = _workplace.Run("prompts", "show", "--generator", "counting", "three deer");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
    }
}
