using RewardLab.Hosting.Plugins;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>Records of options whose code does not end, or fails: the editor stays usable, and says which plugin it was.</summary>
[Collection(EditorCollection.Name)]
public sealed class PluginOptionsTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-plugin-options-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData("while (File.Exists(@\"PLACE\")) { Thread.Sleep(20); }", "did not end within 2 s")]
    [InlineData("throw new InvalidOperationException(\"no such luck\");", "no such luck")]
    public void Options_ThatLoopOrThrow_FreezeNothingAndAreNamed(string body, string reason)
    {
        var plugin = Path.Combine(_place, "plugins", "Acme.Slow.dll");
        PluginCompiler.Compile(
            plugin,
            PluginSources.Attribute("acme.slow") + $$"""
            public sealed record Slow { public Slow() { {{body.Replace("PLACE", plugin, StringComparison.Ordinal)}} } }

            [ExportEnsemble("slow")]
            public sealed class F : ComponentFactory<IEnsemble, Slow>
            {
                protected override IEnsemble Create(Slow options, ComponentContext context) => throw new NotSupportedException();
            }
            """);
        var rehearsals = 0;
        using var stage = new EditorStage(_place, startPlugins: folders => PluginHost.Start(new PluginHostOptions
        {
            ProgramPluginFolder = Path.Combine(_place, "none"),
            User = folders,
            LoadTimeout = TimeSpan.FromSeconds(2),
            Rehearse = () => rehearsals++,
        }));
        stage.Press(Key.U.WithAlt).WaitFor("acme.slow").Press(new Key('t')).WaitFor(() => stage.Shell.HasPending, "its hash");

        stage.InDialog(stage.Shell.DoPending, new Key('t')).ShouldContain("Trust this plugin?");

        // Keys are answered while its code is at work, and after.
        stage.Press(Key.N.WithCtrl).WaitFor("image model  none");
        stage.WaitFor("acme.slow is malfunctioned").Press(Key.E.WithAlt).WaitFor("Errors(1)");
        stage.Bench.Plugins!.Find("acme.slow").Reason.ShouldContain(reason);
        stage.Press(Key.H.WithAlt, Key.Enter).Screen.ShouldContain("image model  none");
        rehearsals.ShouldBe(1, "another process would have tried it first");
    }
}
