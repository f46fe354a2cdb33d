using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Plugins;

public sealed class DiscoveryTests : IDisposable
{
    private const string GoodManifest = "id: test.plugin\nname: \"A plugin\"\nversion: 1.2\ncontractVersion: '1.0'\nassembly: Plugin.dll\n";
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Folders_Missing_HoldNoPlugin()
    {
        Directory.Delete(_workshop.UserPlugins);
        _workshop.Start().List().ShouldBeEmpty();
    }

    [Fact]
    public void Manifest_Good_DescribesThePlugin()
    {
        var plugin = Drop(GoodManifest);

        plugin.State.ShouldBe(PluginState.Untrusted, plugin.Reason);
        (plugin.Id, plugin.Name, plugin.Version, plugin.ContractVersion).ShouldBe(("test.plugin", "A plugin", "1.2", "1.0"));
        plugin.FileHashes.Keys.ShouldBe(["Plugin.dll", "plugin.yaml"]);
        plugin.Hash.Length.ShouldBe(64);
    }

    [Theory]
    [InlineData("", "plugin.yaml is empty.")]
    [InlineData("# nothing but words\n", "plugin.yaml is empty.")]
    [InlineData("- a\n- b\n", "line 1: expected names and values")]
    [InlineData("id: test.plugin\n", "does not say 'contractVersion'")]
    [InlineData("id: test.plugin\nversion: 1\nasembly: Plugin.dll\n", "line 3: 'asembly' is unknown. Did you mean 'assembly'?")]
    [InlineData("id: a\nid: b\n", "line 2: 'id' is given twice")]
    [InlineData("id: !!python/object:os.system a\n", "line 1: tags and anchors are not allowed")]
    [InlineData("id: &a test.plugin\nname: *a\n", "line 1: tags and anchors are not allowed")]
    [InlineData("id: test.plugin\nname: {a: b}\n", "line 2: expected plain text for 'name'")]
    [InlineData("id: test.plugin\n  name: [\n", "line 2")]
    [InlineData("id: test.plugin\n---\nid: b\n", "line 2")]
    [InlineData("id: Test Plugin\ncontractVersion: '1.0'\nassembly: Plugin.dll\n", "'Test Plugin' is not a valid plugin id")]
    [InlineData("id: ../up\ncontractVersion: '1.0'\nassembly: Plugin.dll\n", "'../up' is not a valid plugin id")]
    [InlineData("id: test.plugin\ncontractVersion: '1.0'\nassembly: ../Plugin.dll\n", "without a path")]
    [InlineData("id: test.plugin\ncontractVersion: '1.0'\nassembly: /etc/Plugin.dll\n", "without a path")]
    [InlineData("id: test.plugin\ncontractVersion: '1.0'\nassembly: 'sub\\Plugin.dll'\n", "without a path")]
    [InlineData("id: test.plugin\ncontractVersion: '1.0'\nassembly: 'C:Plugin.dll'\n", "without a path")]
    [InlineData("id: test.plugin\ncontractVersion: '1.0'\nassembly: Plugin.exe\n", "must be the name of a .dll")]
    [InlineData("id: test.plugin\ncontractVersion: '1.0'\nassembly: Other.dll\n", "'Other.dll', which is not in the folder")]
    [InlineData(
        "id: test.other\ncontractVersion: '1.0'\nassembly: Plugin.dll\n",
        "plugin.yaml says 'test.other' for contract 1.0, the assembly says 'test.plugin' for 1.0")]
    [InlineData("id: test.plugin\ncontractVersion: '4.0'\nassembly: Plugin.dll\n", "says 'test.plugin' for 1.0")]
    public void Manifest_Bad_IsListedWithTheReason(string manifest, string reason)
    {
        var plugin = Drop(manifest);

        plugin.State.ShouldBe(PluginState.NotSupported);
        plugin.Reason.ShouldContain(reason);
        plugin.Reason.ShouldNotContain('\n');
    }

    [Fact]
    public void Manifest_Huge_IsNotRead() => Drop(GoodManifest + "# " + new string('x', 1 << 20)).Reason.ShouldBe("'plugin.yaml' is larger than 64 KiB.");

    [Fact]
    public void Manifest_NotUtf8_IsRefused()
    {
        var folder = _workshop.Folder("plugin");
        File.WriteAllBytes(Path.Combine(folder, "plugin.yaml"), [0x69, 0x64, 0x3A, 0x20, 0xFF, 0xFE]);
        _workshop.Start().List().ShouldHaveSingleItem()
            .Reason.ShouldBe("plugin.yaml(1): at byte offset 4 there is byte 0xFF, which is not valid UTF-8; save the file as UTF-8.");
    }

    [Fact]
    public void Folder_WithOneMarkedDllAmongOthers_IsAPluginWithoutManifest()
    {
        var folder = _workshop.Folder("plugin");
        PluginCompiler.Compile(Path.Combine(folder, "Plugin.dll"), PluginSources.Attribute("test.plugin"));
        PluginCompiler.Compile(Path.Combine(folder, "Dependency.dll"), "public class D { }");
        File.WriteAllText(Path.Combine(folder, "native.dll"), "garbage");

        _workshop.Start().List().ShouldHaveSingleItem().State.ShouldBe(PluginState.Untrusted);

        PluginCompiler.Compile(Path.Combine(folder, "Second.dll"), PluginSources.Attribute("test.second"));
        _workshop.Start().List().ShouldHaveSingleItem().Reason.ShouldContain("several plugins");
    }

    [Fact]
    public void Folder_WithoutPlugin_IsListedWithTheReason()
    {
        _workshop.Folder("empty");
        var plugin = _workshop.Start().List().ShouldHaveSingleItem();
        (plugin.Id, plugin.State).ShouldBe(("empty", PluginState.NotSupported));
        plugin.Reason.ShouldContain("neither plugin.yaml nor a DLL");
    }

    [Fact]
    public void BareDll_ThatIsNone_IsListedWithTheReason()
    {
        File.WriteAllText(Path.Combine(_workshop.UserPlugins, "a-garbage.dll"), "this is no library");
        File.WriteAllBytes(Path.Combine(_workshop.UserPlugins, "b-empty.dll"), []);
        File.WriteAllBytes(Path.Combine(_workshop.UserPlugins, "c-native.dll"), NativeLibrary());
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "d-unmarked.dll"), "public class A { }");

        var plugins = _workshop.Start().List();

        plugins.ShouldAllBe(plugin => plugin.State == PluginState.NotSupported);
        plugins.Select(plugin => plugin.Id).ShouldBe(["a-garbage", "b-empty", "c-native", "d-unmarked"]);
        plugins[0].Reason.ShouldContain("damaged or not a .NET assembly");
        plugins[1].Reason.ShouldContain("damaged or not a .NET assembly");
        plugins[2].Reason.ShouldContain("is a native library");
        plugins[3].Reason.ShouldContain("has no [assembly: RewardLabPlugin");
    }

    [Fact]
    public void BareDll_WithAnyByteDamaged_NeverStopsTheHost()
    {
        var path = PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Plugin.dll"), PluginSources.Attribute("test.plugin") + PluginSources.Ensemble("e"));
        var good = File.ReadAllBytes(path);
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(CsCheck.Gen.Int[0, good.Length - 1], CsCheck.Gen.Byte, CsCheck.Gen.Int[1, 64]),
            change =>
            {
                var bad = good.ToArray();
                bad.AsSpan(change.Item1, Math.Min(change.Item3, bad.Length - change.Item1)).Fill(change.Item2);
                File.WriteAllBytes(path, bad);
                _workshop.Start().List().ShouldHaveSingleItem().State.ShouldBeOneOf(PluginState.NotSupported, PluginState.Untrusted);
                File.WriteAllBytes(path, good[..change.Item1]);
                _workshop.Start().List().ShouldHaveSingleItem().State.ShouldBeOneOf(PluginState.NotSupported, PluginState.Untrusted);
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public void Link_OutOfTheFolder_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        var folder = _workshop.Folder("plugin");
        PluginCompiler.Compile(Path.Combine(folder, "Plugin.dll"), PluginSources.Attribute("test.plugin"));
        var secret = Path.Combine(_workshop.Root, "secret.txt");
        File.WriteAllText(secret, "secret");
        File.CreateSymbolicLink(Path.Combine(folder, "data.txt"), secret);
        _workshop.Start().List().ShouldHaveSingleItem().Reason.ShouldContain("'data.txt' is a link");

        File.Delete(Path.Combine(folder, "data.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "sub"), folder);
        _workshop.Start().List().ShouldHaveSingleItem().Reason.ShouldContain("'sub' is a link");

        Directory.Delete(Path.Combine(folder, "sub"));
        File.CreateSymbolicLink(Path.Combine(folder, "same.dll"), "Plugin.dll");
        _workshop.Start().List().ShouldHaveSingleItem().Reason.ShouldContain("several plugins");
    }

    [Fact]
    public void ComponentId_WithCapitals_IsRefused()
    {
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "Plugin.dll"), PluginSources.Attribute("test.plugin") + PluginSources.Ensemble("Mean"));
        _workshop.Start().List().ShouldHaveSingleItem().Reason.ShouldContain("'Mean' is not a valid ensemble id");
    }

    private PluginInfo Drop(string manifest)
    {
        var folder = _workshop.Folder("plugin");
        PluginCompiler.Compile(Path.Combine(folder, "Plugin.dll"), PluginSources.Attribute("test.plugin"));
        File.WriteAllText(Path.Combine(folder, "plugin.yaml"), manifest);
        return _workshop.Start().List().ShouldHaveSingleItem();
    }

    // A managed DLL without its CLI header is what a native one looks like.
    private byte[] NativeLibrary()
    {
        var bytes = File.ReadAllBytes(PluginCompiler.Compile(Path.Combine(_workshop.Root, "build", "Native.dll"), "public class A { }"));
        var optionalHeader = BitConverter.ToInt32(bytes, 0x3C) + 24;
        var directories = optionalHeader + (BitConverter.ToUInt16(bytes, optionalHeader) == 0x20B ? 112 : 96);
        bytes.AsSpan(directories + (14 * 8), 8).Clear();
        return bytes;
    }
}
