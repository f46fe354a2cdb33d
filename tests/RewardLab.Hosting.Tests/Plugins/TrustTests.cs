using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Trust;

namespace RewardLab.Hosting.Tests.Plugins;

public sealed class TrustTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void BareDll_NotTrusted_IsDescribedWithoutRunning()
    {
        DropWitness();

        var plugin = _workshop.Start().List().ShouldHaveSingleItem();

        plugin.State.ShouldBe(PluginState.Untrusted);
        plugin.Id.ShouldBe("test.witness");
        plugin.Reason.ShouldContain("rewardlab plugins trust test.witness");
        plugin.Components.ShouldHaveSingleItem().ShouldBe(new PluginComponent(ComponentKind.Ensemble, "witness", "made for a test"));
        _workshop.WitnessCount.ShouldBe(0);
        AppDomain.CurrentDomain.GetAssemblies().ShouldNotContain(assembly => assembly.Location.StartsWith(_workshop.UserPlugins, StringComparison.Ordinal));
    }

    [Fact]
    public void BareDll_Trusted_RunsAndStaysTrustedInTheNextProcess()
    {
        DropWitness();

        var host = _workshop.Start();
        host.Trust("test.witness").State.ShouldBe(PluginState.Active);
        host.Components.Create<IEnsemble>(new ComponentReference("witness")).Name.ShouldBe("plain");
        _workshop.WitnessCount.ShouldBe(1);

        _workshop.Start().Find("test.witness").State.ShouldBe(PluginState.Active);
    }

    [Fact]
    public void Trust_SymbolsAreStripped_StaysButEndsWithOthers()
    {
        var folder = _workshop.Folder("witness");
        DropWitness(folder);
        var symbols = Path.Combine(folder, "Helper.pdb");
        File.WriteAllText(symbols, "symbols");
        _workshop.Start().Trust("test.witness").State.ShouldBe(PluginState.Active);

        File.Delete(symbols);
        _workshop.Start().Find("test.witness").State.ShouldBe(PluginState.Active);

        File.WriteAllText(symbols, "other symbols");
        _workshop.Start().Find("test.witness").Reason.ShouldContain("'Helper.pdb' changed");
    }

    [Theory]
    [InlineData("change", "'data/table.txt' changed")]
    [InlineData("add", "'data/more.txt' was added")]
    [InlineData("hide", "'.hidden' was added")]
    [InlineData("remove", "'data/table.txt' was removed")]
    [InlineData("code", "'Witness1.dll' changed")]
    public void Trust_AFileChanges_Lapses(string change, string reason)
    {
        var folder = _workshop.Folder("witness");
        var dll = DropWitness(folder);
        var table = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "data")).FullName, "table.txt");
        File.WriteAllText(table, "1 2 3");
        _workshop.Start().Trust("test.witness").State.ShouldBe(PluginState.Active);
        var ran = _workshop.WitnessCount;

        switch (change)
        {
            case "change": File.WriteAllText(table, "1 2 4"); break;
            case "add": File.WriteAllText(Path.Combine(folder, "data", "more.txt"), ""); break;
            case "hide": File.WriteAllText(Path.Combine(folder, ".hidden"), ""); break;
            case "remove": File.Delete(table); break;
            default: FlipLastByte(dll); break;
        }

        var plugin = _workshop.Start().Find("test.witness");
        plugin.State.ShouldBe(PluginState.Untrusted);
        plugin.Reason.ShouldContain(reason);
        _workshop.WitnessCount.ShouldBe(ran);
        if (change != "code")
        {
            _workshop.Start().Trust("test.witness").State.ShouldBe(PluginState.Active);
        }
    }

    [Fact]
    public void Trust_OfABareDll_IsForItsFileAlone()
    {
        DropWitness();
        _workshop.Start().Trust("test.witness");

        File.WriteAllText(Path.Combine(_workshop.UserPlugins, "readme.txt"), "no part of any plugin");
        _workshop.Start().Find("test.witness").State.ShouldBe(PluginState.Active);

        File.WriteAllText(Path.Combine(_workshop.UserPlugins, "Witness1.deps.json"), "{}");
        _workshop.Start().Find("test.witness").State.ShouldBe(PluginState.Untrusted);
    }

    [Fact]
    public void Shipped_AsItWasBuilt_NeedsNoTrust()
    {
        var host = _workshop.Start(Ship());

        var plugin = host.Find("test.witness");
        plugin.State.ShouldBe(PluginState.Active);
        plugin.IsShipped.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Shipped_ThenTampered_RunsNoCode(bool addFile)
    {
        var shipped = Ship();
        var folder = Path.Combine(_workshop.ProgramPlugins, "test.witness");
        if (addFile)
        {
            File.WriteAllText(Path.Combine(folder, "extra.dll"), "");
        }
        else
        {
            FlipLastByte(Path.Combine(folder, "Witness1.dll"));
        }

        var plugin = _workshop.Start(shipped).Find("test.witness");

        plugin.State.ShouldBe(PluginState.Untrusted);
        plugin.Reason.ShouldContain(
            addFile ? "changed since RewardLab was built: 'extra.dll' was added" : "changed since RewardLab was built: 'Witness1.dll' changed");
        _workshop.WitnessCount.ShouldBe(0);
    }

    [Fact]
    public void Shipped_SameFilesInTheUsersFolder_AreNotTrusted()
    {
        var shipped = Ship();
        Directory.Move(Path.Combine(_workshop.ProgramPlugins, "test.witness"), Path.Combine(_workshop.UserPlugins, "test.witness"));

        _workshop.Start(shipped).Find("test.witness").State.ShouldBe(PluginState.Untrusted);
    }

    [Fact]
    public void Plugin_Disabled_StaysDisabledUntilEnabled()
    {
        DropWitness();
        var host = _workshop.Start();
        host.Trust("test.witness");
        host.Components.Components.ShouldNotBeEmpty();

        host.Disable("test.witness").State.ShouldBe(PluginState.Disabled);
        host.Components.Components.ShouldBeEmpty();
        var next = _workshop.Start();
        next.Find("test.witness").State.ShouldBe(PluginState.Disabled);
        Should.Throw<RewardLabException>(() => next.Components.Create<IEnsemble>(new ComponentReference("witness"))).Message
            .ShouldBe(
                "There is no ensemble 'witness'. Plugin 'test.witness' exports it, but is disabled: enable it with 'rewardlab plugins enable test.witness'");

        next.Enable("test.witness").State.ShouldBe(PluginState.Active);
        next.Components.Components.ShouldNotBeEmpty();
    }

    [Fact]
    public void Settings_Damaged_AreSetAsideAndTrustIsLost()
    {
        DropWitness();
        _workshop.Start().Trust("test.witness");
        var file = Path.Combine(_workshop.Settings, "plugins.json");
        File.WriteAllText(file, File.ReadAllText(file)[..40]);

        _workshop.Start().Find("test.witness").State.ShouldBe(PluginState.Untrusted);

        File.ReadAllText(file + ".damaged").Length.ShouldBe(40);
        _workshop.Log.ShouldContain(line => line.Contains("damaged", StringComparison.Ordinal) && line.Contains("trusted again", StringComparison.Ordinal));
        Directory.GetFiles(_workshop.Settings)
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["plugins.json", "plugins.json.damaged", "plugins.json.lock"]);
    }

    [Fact]
    public async Task Settings_ChangedByManyHosts_LoseNothing()
    {
        var ids = Enumerable.Range(0, 6).Select(i => $"test.p{i}").ToArray();
        foreach (var id in ids)
        {
            PluginCompiler.Compile(
                Path.Combine(_workshop.UserPlugins, id + ".dll"), PluginSources.Attribute(id) + PluginSources.Ensemble(id.Replace('.', '-')));
        }

        await Task.WhenAll(ids.Select(id => Task.Run(() => _workshop.Start().Disable(id))));

        _workshop.Start().List().ShouldAllBe(plugin => plugin.State == PluginState.Disabled);
    }

    [Fact]
    public void PluginUnderDevelopment_RunsAsItWasBuiltInPlaceOfAnInstalledOne_AndIsRememberedNowhere()
    {
        DropWitness();
        _workshop.StartTrusting().Find("test.witness").State.ShouldBe(PluginState.Active);
        var records = File.ReadAllText(Path.Combine(_workshop.Settings, "plugins.json"));
        var folder = Path.Combine(_workshop.Root, "builds", "plugin");
        var dll = DropWitness(folder);

        PluginInfo Start(string hash) => _workshop.Start(development: new DevelopmentPlugin(folder, hash)).List().First(plugin => plugin.Location == folder);

        var hash = Start("").Hash;
        Start("").State.ShouldBe(PluginState.NotSupported, "the installed one is trusted, and this one is not");
        Start(hash).State.ShouldBe(PluginState.Active);
        var installed = _workshop.Start(development: new DevelopmentPlugin(folder, hash)).List().Single(plugin => plugin.Location != folder);
        installed.State.ShouldBe(PluginState.NotSupported);
        installed.Reason.ShouldContain(folder);

        File.ReadAllText(Path.Combine(_workshop.Settings, "plugins.json")).ShouldBe(records);
        _workshop.Start().List().ShouldHaveSingleItem().State.ShouldBe(PluginState.Active);
        FlipLastByte(dll);
        Start(hash).State.ShouldNotBe(PluginState.Active);
    }

    [Fact]
    public void PluginUnderDevelopment_ComesBeforeOneOfRewardLabs_AndItsEndIsToldButNotRemembered()
    {
        var program = Directory.CreateDirectory(Path.Combine(_workshop.ProgramPlugins, "Own"));
        var own = DropWitness(program.FullName);
        var hashes = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(own)));
        var shipped = ShippedPlugins.Read(new StringReader($"{hashes}  plugins/Own/{Path.GetFileName(own)}\n"));
        var folder = Path.Combine(_workshop.Root, "builds", "plugin");
        DropWitness(folder);
        var hash = Start("").Single(plugin => plugin.Location == folder).Hash;

        var plugins = Start(hash);
        plugins.Single(plugin => plugin.Location == folder).State.ShouldBe(PluginState.Active);
        plugins.Single(plugin => plugin.IsShipped).State.ShouldBe(PluginState.NotSupported);
        _workshop.Start(shipped).List().ShouldHaveSingleItem().State.ShouldBe(PluginState.Active);

        _workshop.Loading = PluginLoading.Shipped; // --safe: what it keeps from running hides nothing
        Start(hash).Single(plugin => plugin.IsShipped).State.ShouldBe(PluginState.Active);
        _workshop.Loading = PluginLoading.All;

        File.WriteAllText(Path.Combine(_workshop.Root, "builds", "plugins.loading-dead"), $"test.witness\n{hash}\nno such luck\n");
        Start(hash).Single(plugin => plugin.Location == folder).State.ShouldBe(PluginState.Active);
        _workshop.Log.ShouldContain("Plugin 'test.witness' ended RewardLab while it was loaded: no such luck.");
        _workshop.Start(shipped).List().ShouldHaveSingleItem().State.ShouldBe(PluginState.Active);

        IReadOnlyList<PluginInfo> Start(string hash) => _workshop.Start(shipped, new DevelopmentPlugin(folder, hash)).List();
    }

    [Fact]
    public void Find_AMistypedId_NamesTheNearest()
    {
        DropWitness();
        Should.Throw<RewardLabException>(() => _workshop.Start().Find("test.witnes"))
            .Message.ShouldBe("There is no plugin 'test.witnes'. Did you mean 'test.witness'?");
    }

    private string DropWitness(string? folder = null) => PluginCompiler.Compile(
        Path.Combine(folder ?? _workshop.UserPlugins, "Witness1.dll"),
        PluginSources.Attribute("test.witness") + PluginSources.Ensemble("witness") + PluginSources.WitnessingInitializer(_workshop.Witness));

    private ShippedPlugins Ship()
    {
        var dll = DropWitness(Path.Combine(_workshop.ProgramPlugins, "test.witness"));
        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(dll)));
        return ShippedPlugins.Read(new StringReader($"{hash}  plugins/test.witness/Witness1.dll\n"));
    }

    private static void FlipLastByte(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
