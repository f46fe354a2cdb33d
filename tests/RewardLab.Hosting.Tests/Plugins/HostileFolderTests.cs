using System.Diagnostics;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Plugins;

/// <summary>What lies in a plugin's folder cannot hang a list, and what was shown is what is trusted.</summary>
public sealed class HostileFolderTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Trust_OfWhatChangedSinceItWasShown_IsRefused()
    {
        var folder = Drop("a");
        var shown = _workshop.Start().Find("test.a");
        var hash = shown.Hash;
        File.WriteAllText(Path.Combine(folder, "more.txt"), "added while the question was on the screen");

        var host = _workshop.Start();
        Should.Throw<RewardLabException>(() => host.Trust("test.a", hash)).Message.ShouldContain("may have changed since they were shown");
        host.Find("test.a").State.ShouldBe(PluginState.Untrusted);
        _workshop.Start().Find("test.a").State.ShouldBe(PluginState.Untrusted);

        host.Trust("test.a", host.Find("test.a").Hash).State.ShouldBe(PluginState.Active);
    }

    [Fact]
    public void Trust_OfTwoPluginsOfOneId_IsForTheOneOfTheHash()
    {
        var first = Drop("same", "one");
        var second = Drop("same", "two");
        var host = _workshop.Start();
        var both = host.List();
        both.Select(plugin => (plugin.Location, plugin.State)).ShouldBe([(first, PluginState.Untrusted), (second, PluginState.Untrusted)]);
        both[1].Reason.ShouldContain($"the plugin in '{first}' has the same id");

        host.Trust("test.same", both[1].Hash).Location.ShouldBe(second);

        _workshop.Start().List().Select(plugin => (plugin.Location, plugin.State))
            .ShouldBe([(second, PluginState.Active), (first, PluginState.NotSupported)]);
    }

    [Theory]
    [InlineData("data.bin", "test.a")]
    [InlineData("plugin.yaml", "a")]
    [InlineData("Other.dll", "test.a")]
    public void Folder_WithAPipe_IsNotOpened(string name, string id)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        var folder = Drop("a");
        using (var made = Process.Start("mkfifo", [Path.Combine(folder, name)]))
        {
            made.WaitForExit();
        }

        var plugin = _workshop.Start().List().ShouldHaveSingleItem();

        plugin.State.ShouldBe(PluginState.NotSupported);
        plugin.Reason.ShouldContain("is a pipe, a socket or a device");
        plugin.Id.ShouldBe(id);
    }

    [Theory]
    [InlineData("plugin.yaml")]
    [InlineData("data.bin")]
    public void Folder_WithALinkToADevice_IsNotOpened(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no files that are devices.");
        File.CreateSymbolicLink(Path.Combine(Drop("a"), name), "/dev/zero");

        _workshop.Start().List().ShouldHaveSingleItem().State.ShouldBe(PluginState.NotSupported);
    }

    [Fact]
    public void Folder_WithAHugeFile_IsListedWithoutReadingIt()
    {
        using (var huge = File.Create(Path.Combine(Drop("a"), "weights.bin")))
        {
            huge.SetLength(1L << 40);
        }

        var host = _workshop.Start();
        var plugin = host.Find("test.a");
        plugin.State.ShouldBe(PluginState.Untrusted);
        plugin.Hash.ShouldBeEmpty();
        Should.Throw<RewardLabException>(() => host.Trust("test.a", new string('0', 64))).Message.ShouldContain("was not trusted");
    }

    [Fact]
    public void Hash_OfALargeFile_IsKeptUntilTheFileChanges()
    {
        var weights = Path.Combine(Drop("a"), "weights.bin");
        File.WriteAllBytes(weights, new byte[3 << 20]);
        _workshop.Start().Trust("test.a").State.ShouldBe(PluginState.Active);

        // Whoever reads the kept hash in place of the file sees what is written into it here.
        var kept = Path.Combine(_workshop.Settings, "plugin-hashes.json");
        var text = File.ReadAllText(kept);
        File.WriteAllText(kept, Regex.Replace(text, "[0-9a-f]{64}", new string('0', 64), RegexOptions.None, TimeSpan.FromSeconds(10)));
        _workshop.Start().Find("test.a").Reason.ShouldContain("'weights.bin' changed");
        File.WriteAllText(kept, "{ damaged");
        _workshop.Start().Find("test.a").State.ShouldBe(PluginState.Active);

        // The same length and the same time of change: what programs do not set in passing tells.
        var time = File.GetLastWriteTimeUtc(weights);
        using (var file = File.OpenWrite(weights))
        {
            file.WriteByte(1);
        }

        File.SetLastWriteTimeUtc(weights, time);
        _workshop.Start().Find("test.a").Reason.ShouldContain("'weights.bin' changed");
    }

    [Fact]
    public void Folder_ThatAFileManagerLookedInto_StaysTrusted()
    {
        var folder = Drop("a");
        _workshop.Start().Trust("test.a").State.ShouldBe(PluginState.Active);

        File.WriteAllText(Path.Combine(folder, ".DS_Store"), "places of icons");
        File.WriteAllText(Path.Combine(folder, "Thumbs.db"), "thumbnails");

        _workshop.Start().Find("test.a").State.ShouldBe(PluginState.Active);
    }

    [Fact]
    public void BareDll_WithAHelperBesideIt_IsTrustedWithIt()
    {
        var helper = PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Helper.dll"),
            "namespace Helping { public static class Helper { public static string Word() => \"helped\"; } }");
        PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "A.dll"), PluginSources.Attribute("test.a") + PluginSources.Ensemble("a", "Helping.Helper.Word()"), helper);

        var host = _workshop.Start();
        host.Trust("test.a").State.ShouldBe(PluginState.Active);
        host.Components.Create<IEnsemble>(new ComponentReference("a")).Name.ShouldBe("helped");

        PluginCompiler.Compile(helper, "namespace Helping { public static class Helper { public static string Word() => \"changed\"; } }");
        _workshop.Start().Find("test.a").Reason.ShouldContain("'Helper.dll' changed");
    }

    [Fact]
    public void Plugin_WithoutExports_IsNotSupported()
    {
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "A.dll"), PluginSources.Attribute("test.a"));

        var plugin = _workshop.StartTrusting().Find("test.a");

        plugin.State.ShouldBe(PluginState.NotSupported);
        plugin.Reason.ShouldContain("exports no component");
    }

    [Fact]
    public void Plugin_ForALaterDotNet_IsToldSo()
    {
        var path = PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "A.dll"), PluginSources.Attribute("test.a") + PluginSources.Ensemble("a"));
        var bytes = File.ReadAllBytes(path);
        BitConverter.TryWriteBytes(bytes.AsSpan(FrameworkVersionOffset(bytes)), (ushort)99).ShouldBeTrue();
        File.WriteAllBytes(path, bytes);

        var plugin = _workshop.StartTrusting().Find("test.a");

        plugin.State.ShouldBe(PluginState.NotSupported);
        plugin.Reason.ShouldStartWith($"It was built for .NET 99, but this RewardLab runs on .NET {Environment.Version.Major}.");
    }

    // The major version in the row of .NET's core library in the table of referenced assemblies.
    private static int FrameworkVersionOffset(byte[] bytes)
    {
        using var file = new PEReader(new MemoryStream(bytes));
        var metadata = file.GetMetadataReader();
        var row = metadata.AssemblyReferences.Index()
            .First(entry => metadata.GetString(metadata.GetAssemblyReference(entry.Item).Name) is "System.Runtime" or "System.Private.CoreLib").Index;
        return file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + (row * metadata.GetTableRowSize(TableIndex.AssemblyRef));
    }

    private string Drop(string name, string? folderName = null)
    {
        var folder = _workshop.Folder(folderName ?? name);
        PluginCompiler.Compile(Path.Combine(folder, "Plugin.dll"), PluginSources.Attribute($"test.{name}") + PluginSources.Ensemble(name));
        return folder;
    }
}
