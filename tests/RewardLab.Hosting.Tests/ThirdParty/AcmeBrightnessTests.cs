using System.Runtime.Loader;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Tests.Plugins;

namespace RewardLab.Hosting.Tests.ThirdParty;

public sealed class AcmeBrightnessTests : IDisposable
{
    private readonly Workshop _workshop = new();
    private readonly string _folder;

    public AcmeBrightnessTests(BuiltPlugins built)
    {
        _folder = Path.Combine(_workshop.UserPlugins, "acme");
        BuiltPlugins.CopyFolder(built.AcmeBrightness, _folder);
    }

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Output_OfAThirdPartyPlugin_HoldsItsOwnFilesAlone() => Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        .ShouldBe(["Acme.Brightness.deps.json", "Acme.Brightness.dll", "Acme.Brightness.pdb", "plugin.yaml"]);

    [Fact]
    public void Plugin_DroppedIn_IsListedTrustedUsedAndLapses()
    {
        // Contexts of other tests' hosts stay: only a new one would be this host's.
        var before = AssemblyLoadContext.All.ToHashSet();
        var host = _workshop.Start();
        var plugin = host.Find("acme.brightness");
        (plugin.State, plugin.Name, plugin.Version).ShouldBe((PluginState.Untrusted, "Acme Brightness", "1.2.3"));
        plugin.Components.ShouldHaveSingleItem().ShouldBe(new PluginComponent(ComponentKind.Reward, "acme-brightness", "mean brightness of an image"));
        AssemblyLoadContext.All.ShouldNotContain(context => context.Name == "plugin acme.brightness" && !before.Contains(context));

        host.Trust("acme.brightness").State.ShouldBe(PluginState.Active);
        var description = host.Components.Components.ShouldHaveSingleItem();
        OptionsDescription.Create(description.OptionsType).Select(option => option.Name).ShouldBe(["gain", "channel"]);
        using (var reward = host.Components.Create<IRewardModel>(new ComponentReference(
            "acme-brightness", new Dictionary<string, object?>(StringComparer.Ordinal) { ["gain"] = "2", ["channel"] = "green" })))
        {
            var images = new ImageBatch([0, 255, 0, 255, 0, 255], 2, 1, 1); // [2, 1, 1, 3]
            reward.Score(images, ["a", "b"], TestContext.Current.CancellationToken).AsSpan().ToArray().ShouldBe([2, 2, 0, 0]);
        }

        // Its handler of units, in this process and on simulated workers.
        using var pool = new ThreadedPool(2, kind => host.CreateUnitHandler(kind));
        WorkUnit[] units = [.. Enumerable.Range(0, 5).Select(i => new WorkUnit
        {
            Kind = "acme.histogram", Stage = "test", Index = i, Input = new byte[] { (byte)i, 3, 3 },
        })];
        var results = pool.Compute(units, TestContext.Current.CancellationToken).Select(result => result.ToArray()).ToArray();
        results.ShouldBe(host.Workers.Compute(units, TestContext.Current.CancellationToken).Select(result => result.ToArray()));
        results[3][3 * sizeof(int)].ShouldBe((byte)3);

        var dll = Path.Combine(_folder, "Acme.Brightness.dll");
        var bytes = File.ReadAllBytes(dll);
        bytes[^1] ^= 1;
        File.WriteAllBytes(dll, bytes);
        var changed = _workshop.Start().Find("acme.brightness");
        changed.State.ShouldBe(PluginState.Untrusted);
        changed.Reason.ShouldContain("'Acme.Brightness.dll' changed");
    }

    [Fact]
    public void Dll_WithoutItsFolder_IsTheSamePlugin()
    {
        File.Copy(Path.Combine(_folder, "Acme.Brightness.dll"), Path.Combine(_workshop.UserPlugins, "Acme.Brightness.dll"));
        Directory.Delete(_folder, recursive: true);

        var host = _workshop.Start();
        host.Find("acme.brightness").State.ShouldBe(PluginState.Untrusted);
        host.Trust("acme.brightness").State.ShouldBe(PluginState.Active);
        host.Components.Create<IRewardModel>(new ComponentReference("acme-brightness")).Dispose();
    }
}
