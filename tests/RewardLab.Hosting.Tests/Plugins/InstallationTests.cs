using System.IO.Compression;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Installation;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Trust;
using RewardLab.Hosting.Tests.ThirdParty;

namespace RewardLab.Hosting.Tests.Plugins;

public sealed class InstallationTests(BuiltPlugins built) : IDisposable
{
    private const string Id = "acme.brightness";
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("lib/net10.0")]
    [InlineData("acme/plugin")]
    public async Task Install_AnArchive_BringsThePluginsFolderUntrusted(string inside)
    {
        var installed = await Install(Archive(inside));

        installed.ShouldBe(new InstalledPlugin(Id, "1.2.3", Path.Combine(_workshop.UserPlugins, Id)));
        Directory.GetFiles(installed.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["Acme.Brightness.deps.json", "Acme.Brightness.dll", "Acme.Brightness.pdb", "plugin.yaml"]);
        _workshop.Start().Find(Id).State.ShouldBe(PluginState.Untrusted);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(_workshop.UserPlugins)!).ShouldBe([_workshop.UserPlugins], "nothing is left of the installation");
    }

    [Fact]
    public async Task Install_APipe_IsRefusedAndNotWaitedFor()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders");
        var pipe = Path.Combine(_workshop.Root, "plugin.zip");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        (await Should.ThrowAsync<RewardLabException>(() => Install(pipe).WaitAsync(TimeSpan.FromSeconds(30)))).Message.ShouldContain("is a pipe");
    }

    [Fact]
    public async Task Install_AFolder_CopiesIt()
    {
        await Install(built.AcmeBrightness);

        _workshop.StartTrusting().Find(Id).State.ShouldBe(PluginState.Active);
        Directory.GetFiles(built.AcmeBrightness).Length.ShouldBe(4);
    }

    [Fact]
    public async Task Install_AnAddress_DownloadsIt()
    {
        var bytes = await File.ReadAllBytesAsync(Archive("lib/net10.0"), TestContext.Current.CancellationToken);
        using var server = new LoopbackServer(request => request.Path == "/acme.nupkg" ? new LoopbackReply(200, [], bytes) : new LoopbackReply(404, [], []));

        (await Install(new Uri(server.Address, "acme.nupkg").ToString())).Id.ShouldBe(Id);
        (await Refused(new Uri(server.Address, "other.nupkg").ToString())).ShouldContain("answered 404");
        (await Refused("http://example.org/acme.nupkg")).ShouldContain("not an https address");
    }

    [Fact]
    public async Task Install_FromAServerThatFallsSilent_EndsInOneLine()
    {
        using var server = new LoopbackServer(request => request.Path == "/body.nupkg"
            ? new LoopbackReply(200, [], new byte[100]) { SilentAfter = 10 }
            : new LoopbackReply(200, [], []) { DelayMilliseconds = int.MaxValue });

        foreach (var name in new[] { "body.nupkg", "head.nupkg" })
        {
            (await Refused(new Uri(server.Address, name).ToString(), TimeSpan.FromMilliseconds(200))).ShouldContain("has sent nothing for 0.2 s");
        }

        using var patientServer = new LoopbackServer(_ => new LoopbackReply(200, [], new byte[100]) { SilentAfter = 10 });
        using var user = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var installing = Installer(TimeSpan.FromHours(1)).InstallAsync(patientServer.Address.ToString(), replace: false, user.Token);
        await Poll.UntilAsync(() => patientServer.Silences == 1, "the silence of the server");
        await user.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(() => installing)).CancellationToken.ShouldBe(user.Token);
    }

    [Fact]
    public async Task Install_ADamagedPlugin_SaysWhatIsWrongWithIt()
    {
        var folder = Path.Combine(_workshop.Root, "damaged");
        BuiltPlugins.CopyFolder(built.AcmeBrightness, folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "plugin.yaml"), "id: [", TestContext.Current.CancellationToken);
        (await Refused(folder)).ShouldContain("cannot run here. plugin.yaml line 1");

        File.Delete(Path.Combine(folder, "plugin.yaml"));
        File.Copy(Path.Combine(folder, "Acme.Brightness.dll"), Path.Combine(folder, "Twice.dll"));
        (await Refused(folder)).ShouldContain("cannot run here. The folder has several plugins.");

        File.Delete(Path.Combine(folder, "Acme.Brightness.dll"));
        File.Delete(Path.Combine(folder, "Twice.dll"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "plugin.yaml"),
            "id: acme.brightness\ncontractVersion: \"1.0\"\nassembly: Acme.Brightness.dll\n",
            TestContext.Current.CancellationToken);
        (await Refused(folder)).ShouldContain("plugin.yaml names the assembly 'Acme.Brightness.dll', which is not in the folder");
    }

    [Fact]
    public async Task Install_APluginThatIsThere_ReplacesItOnlyWhenAsked()
    {
        var installed = await Install(built.AcmeBrightness);
        var note = Path.Combine(installed.Folder, "note.txt");
        await File.WriteAllTextAsync(note, "mine", TestContext.Current.CancellationToken);

        (await Refused(built.AcmeBrightness)).ShouldContain("already exists");
        File.Exists(note).ShouldBeTrue();
        await Install(built.AcmeBrightness, replace: true);
        File.Exists(note).ShouldBeFalse();
    }

    [Fact]
    public async Task Install_WhatIsNoPlugin_SaysWhy()
    {
        var text = Path.Combine(_workshop.Root, "notes.nupkg");
        await File.WriteAllTextAsync(text, "no archive", TestContext.Current.CancellationToken);
        (await Refused(text)).ShouldContain("neither a .nupkg nor a .zip file");
        (await Refused(_workshop.Folder("../nothing"))).ShouldContain("holds no plugin");
        (await Refused(Path.Combine(_workshop.Root, "nowhere"))).ShouldContain("There is no");

        var two = Path.Combine(_workshop.Root, "two");
        BuiltPlugins.CopyFolder(built.AcmeBrightness, Path.Combine(two, "a"));
        BuiltPlugins.CopyFolder(built.AcmeBrightness, Path.Combine(two, "b"));
        (await Refused(two)).ShouldContain("several plugins");
    }

    [Fact]
    public async Task Install_AnArchiveThatLeadsOut_WritesNothing()
    {
        var path = Archive("");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            using var writer = new StreamWriter(archive.CreateEntry("../../../evil.txt").Open());
            await writer.WriteAsync("evil");
        }

        (await Refused(path)).ShouldContain("leads out of its folder");
        Directory.EnumerateFiles(_workshop.Root, "evil.txt", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.GetFileSystemEntries(_workshop.UserPlugins).ShouldBeEmpty();
    }

    [Fact]
    public async Task Uninstall_ATrustedPlugin_TakesItsFolderAndItsTrust()
    {
        var installed = await Install(built.AcmeBrightness);
        var host = _workshop.StartTrusting();

        host.Uninstall(Id);

        Directory.Exists(installed.Folder).ShouldBeFalse();
        host.List().ShouldBeEmpty();
        await Install(built.AcmeBrightness);
        _workshop.Start().Find(Id).State.ShouldBe(PluginState.Untrusted);
    }

    [Fact]
    public void Uninstall_APluginOfTheProgram_IsRefused()
    {
        BuiltPlugins.CopyFolder(built.AcmeBrightness, Path.Combine(_workshop.ProgramPlugins, "acme"));

        Should.Throw<RewardLabException>(() => _workshop.Start().Uninstall(Id)).Message.ShouldContain("plugins disable acme.brightness");
        Directory.Exists(Path.Combine(_workshop.ProgramPlugins, "acme")).ShouldBeTrue();
    }

    [Fact]
    public async Task Uninstall_APluginUnderDevelopment_TakesTheInstalledOneOrSaysThatThereIsNone()
    {
        var folder = Path.Combine(_workshop.Root, "builds", "plugin");
        BuiltPlugins.CopyFolder(built.AcmeBrightness, folder);
        var developed = new DevelopmentPlugin(folder, _workshop.Start(development: new DevelopmentPlugin(folder, "")).Find(Id).Hash);

        Should.Throw<RewardLabException>(() => _workshop.Start(development: developed).Uninstall(Id)).Message.ShouldContain("under development");
        var installed = await Install(built.AcmeBrightness);
        _workshop.Start(development: developed).Uninstall(Id);

        Directory.Exists(installed.Folder).ShouldBeFalse();
        Directory.Exists(folder).ShouldBeTrue();
    }

    private string Archive(string inside)
    {
        var path = Path.Combine(_workshop.Root, "acme.nupkg");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var file in Directory.EnumerateFiles(built.AcmeBrightness))
        {
            archive.CreateEntryFromFile(file, inside.Length == 0 ? Path.GetFileName(file) : $"{inside}/{Path.GetFileName(file)}");
        }

        return path;
    }

    private Task<InstalledPlugin> Install(string source, bool replace = false, TimeSpan? patience = null) =>
        Installer(patience ?? TimeSpan.FromMinutes(5)).InstallAsync(source, replace, TestContext.Current.CancellationToken);

    private PluginInstaller Installer(TimeSpan patience) =>
        new(new UserFolders(_workshop.Settings, [_workshop.UserPlugins], Path.Combine(_workshop.Root, "cache"))) { Patience = patience };

    private async Task<string> Refused(string source, TimeSpan? patience = null) =>
        (await Should.ThrowAsync<RewardLabException>(() => Install(source, patience: patience))).Message;
}
