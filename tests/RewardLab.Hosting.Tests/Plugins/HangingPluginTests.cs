using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Plugins;

/// <summary>A plugin whose code does not end, or that a process died of, is left alone from then on, with the reason.</summary>
public sealed class HangingPluginTests : IDisposable
{
    private const string Forever = "Thread.Sleep(Timeout.Infinite);";

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Plugin_ThatDoesNotEndInItsConstructor_IsMalfunctionedAndNotTriedAgain()
    {
        Drop(PluginSources.Ensemble("bad", inConstructor: PluginSources.Witness(_workshop.Witness) + Forever));
        _workshop.LoadTimeout = TimeSpan.FromSeconds(1);

        Find(_workshop.StartTrusting(), PluginState.Malfunctioned).Reason.ShouldContain("did not end within 1 s");
        Find(_workshop.Start(), PluginState.Malfunctioned).Reason.ShouldContain("did not end within 1 s");
        _workshop.WitnessCount.ShouldBeLessThanOrEqualTo(1);
        Directory.GetFiles(_workshop.Settings, "plugins.loading-*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("public Settings() { " + Forever + " }", "did not end")]
    [InlineData("public int Size { get { " + Forever + " return 1; } init { } }", "did not end")]
    [InlineData("public Settings() { throw new InvalidOperationException(\"no such luck\"); }", "the options of its ensemble 'bad' failed")]
    [InlineData("public int Size { get => throw new InvalidOperationException(\"no such luck\"); init { } }", "the options of its ensemble 'bad' failed")]
    public void Plugin_WithOptionsThatLoopOrThrow_IsMalfunctioned(string member, string reason)
    {
        Drop($$"""
            public sealed record Settings { {{member}} }

            [ExportEnsemble("bad")]
            public sealed class F : ComponentFactory<IEnsemble, Settings>
            {
                protected override IEnsemble Create(Settings options, ComponentContext context) => throw new NotSupportedException();
            }
            """);
        _workshop.LoadTimeout = TimeSpan.FromSeconds(reason.Contains("end", StringComparison.Ordinal) ? 1 : 300);

        Find(_workshop.StartTrusting(), PluginState.Malfunctioned).Reason.ShouldContain(reason);
    }

    [Fact]
    public async Task List_WhileAPluginIsBeingLoaded_DoesNotWaitForIt()
    {
        var release = Path.Combine(_workshop.Root, "release");
        Drop(PluginSources.Ensemble(
            "bad", inConstructor: PluginSources.Witness(_workshop.Witness) + $"while (!File.Exists(@\"{release}\")) Thread.Sleep(5);"));
        var host = _workshop.Start();
        var hash = host.Find("test.bad").Hash;
        var trusting = Task.Run(() => host.Trust("test.bad", hash), TestContext.Current.CancellationToken);
        await Poll.UntilAsync(() => File.Exists(_workshop.Witness), "the plugin being loaded");

        host.List().ShouldHaveSingleItem().State.ShouldBe(PluginState.Untrusted);

        trusting.IsCompleted.ShouldBeFalse();
        File.WriteAllText(release, "");
        (await trusting).State.ShouldBe(PluginState.Active);
    }

    [Fact]
    public void Option_WhoseSetterThrows_IsAnErrorThatNamesTheComponent()
    {
        Drop("""
            public sealed record Settings { public int Size { get => 1; init => throw new InvalidOperationException("no such luck"); } }

            [ExportEnsemble("bad")]
            public sealed class F : ComponentFactory<IEnsemble, Settings>
            {
                protected override IEnsemble Create(Settings options, ComponentContext context) => throw new NotSupportedException();
            }
            """);
        var reference = new ComponentReference("bad", new Dictionary<string, object?>(StringComparer.Ordinal) { ["size"] = 3 });

        Should.Throw<RewardLabException>(() => _workshop.StartTrusting().Components.Create<IEnsemble>(reference))
            .Message.ShouldBe("ensemble 'bad' cannot have these options, because the plugin's own code for them failed: "
                + "InvalidOperationException: no such luck");
    }

    [Fact]
    public void Plugin_ThatAProcessDiedOf_IsQuarantinedUntilEnabled()
    {
        Drop(PluginSources.Ensemble("bad", inConstructor: PluginSources.Witness(_workshop.Witness)));
        var hash = Find(_workshop.StartTrusting(), PluginState.Active).Hash;
        var marker = Path.Combine(_workshop.Settings, "plugins.loading-x");
        File.WriteAllText(marker, $"test.bad\n{hash}\n\n");
        var ran = _workshop.WitnessCount;

        var quarantined = Find(_workshop.Start(), PluginState.Malfunctioned);
        quarantined.Reason.ShouldBe("RewardLab ended while it was loaded. Try again with 'rewardlab plugins enable test.bad'");
        File.Exists(marker).ShouldBeFalse();
        Find(_workshop.Start(), PluginState.Malfunctioned).Reason.ShouldBe(quarantined.Reason);
        _workshop.WitnessCount.ShouldBe(ran);

        _workshop.Start().Enable("test.bad").State.ShouldBe(PluginState.Active);
        _workshop.WitnessCount.ShouldBeGreaterThan(ran);
    }

    [Fact]
    public void Plugin_ThatARehearsalDiedOf_IsNotLoadedHere()
    {
        Drop(PluginSources.Ensemble("bad", inConstructor: PluginSources.Witness(_workshop.Witness)));
        var host = _workshop.Start();
        var hash = host.Find("test.bad").Hash;
        var rehearsals = 0;
        _workshop.Rehearse = () =>
        {
            // As another process leaves it that ends while it loads the plugin.
            rehearsals++;
            File.WriteAllText(Path.Combine(_workshop.Settings, "plugins.loading-x"), $"test.bad\n{hash}\n\n");
        };
        host = _workshop.Start();

        host.Trust("test.bad", hash).State.ShouldBe(PluginState.Malfunctioned);
        host.Enable("test.bad").Reason.ShouldContain("RewardLab ended while it was loaded");
        host.Disable("test.bad").State.ShouldBe(PluginState.Disabled);
        _workshop.WitnessCount.ShouldBe(0);
        rehearsals.ShouldBe(2, "disabling loads nothing");
    }

    [Theory]
    [InlineData("The process was ended inside Score of reward 'a' of plugin 'b 1.0.0'. 'rewardlab plugins disable b' keeps it from being loaded.", true)]
    [InlineData("rewardlab: The process was ended inside Score of reward 'a' of plugin 'b 1.0.0'. 'rewardlab plugins disable b' keeps", true)]
    [InlineData("The process was ended inside", false)]
    [InlineData("the run stopped", false)]
    public void Line_OfAProcessThatAPluginEnded_NamesTheCall(string line, bool isOne) =>
        PluginEnd.In(line).ShouldBe(isOne ? "Score of reward 'a' of plugin 'b 1.0.0'" : null);

    [Fact]
    public void Calls_OfAProcessThatDied_AreTakenByItsParentOnceAndNoOthers()
    {
        Directory.CreateDirectory(_workshop.Settings);
        var user = new UserFolders(_workshop.Settings, [], Path.Combine(_workshop.Root, "cache"));
        foreach (var (process, call) in new[] { (7, "Score of reward 'a'"), (77, "Generate of image model 'b'") })
        {
            var mark = new byte[512];
            Encoding.UTF8.GetBytes($"test.bad\n{call}").CopyTo(mark, 0);
            File.WriteAllBytes(Path.Combine(_workshop.Settings, FormattableString.Invariant($"plugins.calling-{process}-x")), mark);
        }

        PluginEnd.Take(user, 7).ShouldBe(("Score of reward 'a'", "'rewardlab plugins disable test.bad' keeps it from being loaded."));
        PluginEnd.Take(user, 7).ShouldBeNull();
        PluginEnd.Take(user, 77)!.Value.Calls.ShouldBe("Generate of image model 'b'");
    }

    [Fact]
    public void Plugin_ThatAnotherProcessIsLoading_IsLoadedHereToo()
    {
        Drop(PluginSources.Ensemble("bad"));
        var hash = Find(_workshop.StartTrusting(), PluginState.Active).Hash;
        using var marker = new FileStream(
            Path.Combine(_workshop.Settings, "plugins.loading-x"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        marker.Write(Encoding.UTF8.GetBytes($"test.bad\n{hash}\n\n"));
        marker.Flush();

        Find(_workshop.Start(), PluginState.Active);
    }

    [Fact]
    public void Host_ThatLoadsNoCode_ListsDisablesAndEnables()
    {
        Drop(PluginSources.Ensemble("bad", inConstructor: "throw new InvalidOperationException(\"no such luck\");"));
        Find(_workshop.StartTrusting(), PluginState.Malfunctioned);
        Drop(
            PluginSources.Ensemble("good", inConstructor: PluginSources.Witness(_workshop.Witness))
            + PluginSources.WitnessingInitializer(_workshop.Witness),
            "test.good");
        _workshop.StartTrusting();
        var ran = _workshop.WitnessCount;
        ran.ShouldBeGreaterThan(0);
        _workshop.Loading = PluginLoading.None;

        var host = _workshop.Start();
        Find(host, PluginState.Malfunctioned).Reason.ShouldContain("no such luck");
        host.Find("test.good").State.ShouldBe(PluginState.Active);
        host.Find("test.good").Components.ShouldHaveSingleItem().Id.ShouldBe("good");
        host.Disable("test.good").State.ShouldBe(PluginState.Disabled);
        host.Enable("test.good").State.ShouldBe(PluginState.Active);
        host.Enable("test.bad").State.ShouldBe(PluginState.Active);
        host.Components.Components.ShouldBeEmpty();
        _workshop.WitnessCount.ShouldBe(ran);

        _workshop.Loading = PluginLoading.Shipped;
        _workshop.Start().Find("test.good").Reason.ShouldContain("--safe");
        _workshop.WitnessCount.ShouldBe(ran);

        _workshop.Loading = PluginLoading.All;
        Find(_workshop.Start(), PluginState.Malfunctioned).Reason.ShouldContain("no such luck");
    }

    [Fact]
    public void Plugin_WithDependenciesThatNestDeeply_IsNotSupported()
    {
        Drop(PluginSources.Ensemble("bad"));
        File.WriteAllText(Path.Combine(_workshop.UserPlugins, "test.bad.deps.json"), new string('[', 3 << 20));

        Find(_workshop.StartTrusting(), PluginState.NotSupported).Reason.ShouldContain("'test.bad.deps.json' is not the list of dependencies");
    }

    private static PluginInfo Find(PluginHost host, PluginState state)
    {
        var plugin = host.Find("test.bad");
        plugin.State.ShouldBe(state, plugin.Reason);
        return plugin;
    }

    private void Drop(string source, string id = "test.bad") =>
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, id + ".dll"), PluginSources.Attribute(id) + source);
}
