using System.Runtime.Loader;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Guards;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Plugins;

/// <summary>Whatever one plugin does wrong, it is listed with the reason and its neighbour works.</summary>
public sealed class BadPluginTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public BadPluginTests() => PluginCompiler.Compile(
        Path.Combine(_workshop.UserPlugins, "Good.dll"), PluginSources.Attribute("test.good") + PluginSources.Ensemble("good"));

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Plugin_ThrowsInConstructor_IsMalfunctionedUntilEnabledAgain()
    {
        Drop(
            "test.bad",
            PluginSources.Ensemble("bad", inConstructor: PluginSources.Witness(_workshop.Witness) + " throw new InvalidOperationException(\"no such luck\");"));

        var plugin = Check(_workshop.StartTrusting(), PluginState.Malfunctioned);
        plugin.Reason.ShouldBe(
            "the factory of its ensemble 'bad' failed: InvalidOperationException: no such luck. Try again with 'rewardlab plugins enable test.bad'");
        _workshop.WitnessCount.ShouldBe(1);

        var next = _workshop.Start();
        Check(next, PluginState.Malfunctioned).Reason.ShouldBe(plugin.Reason);
        _workshop.WitnessCount.ShouldBe(1);

        next.Enable("test.bad").State.ShouldBe(PluginState.Malfunctioned);
        _workshop.WitnessCount.ShouldBe(2);
    }

    [Fact]
    public void Plugin_ThrowsInModuleInitializer_IsMalfunctioned() =>
        CheckDropped(
            PluginState.Malfunctioned,
            "no such luck",
            PluginSources.Ensemble("bad")
            + "internal static class I { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() => throw new "
            + "InvalidOperationException(\"no such luck\"); }");

    [Fact]
    public void Plugin_ExportsWithoutMetadata_IsMalfunctioned() =>
        CheckDropped(
            PluginState.Malfunctioned,
            "composed",
            """
            [System.Composition.Export(typeof(IComponentFactory<IEnsemble>))]
            public sealed class F : ComponentFactory<IEnsemble, NoOptions>
            {
                protected override IEnsemble Create(NoOptions options, ComponentContext context) => throw new NotSupportedException();
            }
            """);

    [Fact]
    public void Plugin_ImportsWhatNobodyExports_IsMalfunctioned() =>
        CheckDropped(
            PluginState.Malfunctioned,
            "composed",
            """
            [ExportEnsemble("bad")]
            public sealed class F : ComponentFactory<IEnsemble, NoOptions>
            {
                [System.Composition.Import] public System.Text.StringBuilder Missing { get; set; }
                protected override IEnsemble Create(NoOptions options, ComponentContext context) => throw new NotSupportedException();
            }
            """);

    [Theory]
    [InlineData("public sealed class Uses : Lacking.Base { }")]
    [InlineData("public sealed class Uses { public object Make() => new Lacking.Base(); }")]
    public void Plugin_LacksADependency_IsNotSupportedAndNamesIt(string use)
    {
        var lacking = PluginCompiler.Compile(Path.Combine(_workshop.Root, "build", "Lacking.dll"), "namespace Lacking { public class Base { } }");
        PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Bad.dll"),
            PluginSources.Attribute("test.bad") + PluginSources.Ensemble("bad", inConstructor: PluginSources.Witness(_workshop.Witness)) + use,
            lacking);

        Check(_workshop.StartTrusting(), PluginState.NotSupported).Reason.ShouldContain("it needs Lacking 0.0.0, which is not in its folder");
        _workshop.WitnessCount.ShouldBe(0);
    }

    [Fact]
    public void Plugin_LacksADependencyOfADependency_IsNotSupported()
    {
        var lacking = PluginCompiler.Compile(Path.Combine(_workshop.Root, "build", "Lacking.dll"), "namespace Lacking { public class Base { } }");
        var middle = PluginCompiler.Compile(Path.Combine(_workshop.Folder("bad"), "Middle.dll"), "public class Middle : Lacking.Base { }", lacking);
        PluginCompiler.Compile(
            Path.Combine(_workshop.Folder("bad"), "Bad.dll"),
            PluginSources.Attribute("test.bad") + PluginSources.Ensemble("bad") + "public class Uses : Middle { }",
            middle,
            lacking);

        Check(_workshop.StartTrusting(), PluginState.NotSupported).Reason.ShouldContain("Lacking");
    }

    [Fact]
    public void Trust_OfWhatIsNotSupported_IsRefused()
    {
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "Bad.dll"), PluginSources.Attribute("test.bad", "2.0"));
        Should.Throw<RewardLabException>(() => _workshop.Start().Trust("test.bad")).Message.ShouldContain("contract 2.0");
    }

    [Fact]
    public void Plugin_DependencyBesideAnotherBareDll_IsNotBorrowed()
    {
        var lacking = PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Lacking.dll"), PluginSources.Attribute("test.lacking") + "namespace Lacking { public class Base { } }");
        PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Bad.dll"), PluginSources.Attribute("test.bad") + "public sealed class Uses : Lacking.Base { }", lacking);

        Check(_workshop.StartTrusting(), PluginState.NotSupported).Reason.ShouldContain("Lacking");
    }

    [Theory]
    [InlineData("3.0", "Another major version is not compatible: rebuild the plugin against this one")]
    [InlineData("2.0", "Another major version is not compatible")]
    [InlineData("0.9", "Another major version is not compatible")]
    [InlineData("1.1", "It may use what is not there yet: update RewardLab, or rebuild the plugin against this one")]
    [InlineData("next", "That is no version, such as 1.0")]
    public void Plugin_OtherContractVersion_IsNotSupported(string version, string advice)
    {
        PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Bad.dll"),
            PluginSources.Attribute("test.bad", version) + PluginSources.Ensemble("bad") + PluginSources.WitnessingInitializer(_workshop.Witness));

        Check(_workshop.StartTrusting(), PluginState.NotSupported)
            .Reason.ShouldContain($"It was built for contract {version}, but this RewardLab has {ContractVersion.Current}. {advice}");
        _workshop.WitnessCount.ShouldBe(0);
    }

    [Theory]
    [InlineData(
        "RewardLab.Abstractions",
        "0.2.0.0",
        "It was built for contract 3.0, a preview from before 1.0. Rebuild it against RewardLab.Abstractions 1.0.")]
    [InlineData(
        "RewardLab.Abstractions",
        "1.1.0.0",
        "It was built for RewardLab.Abstractions 1.1, but this RewardLab has 1.0. It may use what is not there yet")]
    [InlineData("RewardLab.Torch", "99.0.0.0", "It was built for RewardLab.Torch 99.0, but this RewardLab has 1.0. Another major version is not compatible")]
    public void Plugin_CompiledAgainstOtherContracts_IsNotSupportedWhateverItStates(string assembly, string version, string reason)
    {
        var isAbstractions = assembly == "RewardLab.Abstractions";
        var other = PluginCompiler.Compile(
            Path.Combine(_workshop.Root, "build", assembly + ".dll"),
            $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")] namespace RewardLab.Torch {{ public class Newer {{ }} }}"
            + (isAbstractions ? "namespace RewardLab.Abstractions { public class RewardLabPluginAttribute(string id, string version) : Attribute { } }" : ""));
        PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Bad.dll"),
            PluginSources.Attribute("test.bad", version[0] == '0' ? "3.0" : "1.0")
            + (isAbstractions ? "" : PluginSources.Ensemble("bad")) + "public class N : RewardLab.Torch.Newer { }",
            other);

        Check(_workshop.StartTrusting(), PluginState.NotSupported).Reason.ShouldStartWith(reason);
    }

    [Fact]
    public void ComponentId_ExportedByTwoPlugins_StaysWithTheFirst()
    {
        Drop("test.zzz", PluginSources.Ensemble("good", "\"second\"") + PluginSources.Ensemble("other", className: "Other"), "Bad");

        var host = _workshop.StartTrusting();

        var plugin = host.Find("test.zzz");
        plugin.State.ShouldBe(PluginState.Active);
        plugin.Reason.ShouldBe("hidden, because an earlier plugin exports the same id: ensemble 'good' (plugin test.good)");
        host.Components.Create<IEnsemble>(new ComponentReference("good")).Name.ShouldBe("plain");
        host.Components.Create<IEnsemble>(new ComponentReference("other")).ShouldNotBeNull();
    }

    [Fact]
    public void Plugin_OnlyDuplicateComponentIds_IsNotSupportedAndNotRun()
    {
        Drop("test.zzz", PluginSources.Ensemble("good", inConstructor: PluginSources.Witness(_workshop.Witness)), "Bad");

        var host = _workshop.StartTrusting();

        host.Find("test.zzz").State.ShouldBe(PluginState.NotSupported);
        host.Find("test.zzz").Reason.ShouldContain("ensemble 'good' (plugin test.good)");
        _workshop.WitnessCount.ShouldBe(0);
    }

    [Fact]
    public void PluginId_OfTwoPlugins_StaysWithTheTrustedOne()
    {
        var folder = _workshop.Folder("m");
        PluginCompiler.Compile(Path.Combine(folder, "M.dll"), PluginSources.Attribute("test.same") + PluginSources.Ensemble("mine"));
        _workshop.Start().Trust("test.same").State.ShouldBe(PluginState.Active);
        PluginCompiler.Compile(Path.Combine(_workshop.Folder("a"), "A.dll"), PluginSources.Attribute("test.same") + PluginSources.Ensemble("theirs"));

        var same = _workshop.Start().List().Where(plugin => plugin.Id == "test.same").ToArray();

        same.Select(plugin => (plugin.Location, plugin.State))
            .ShouldBe([(folder, PluginState.Active), (Path.Combine(_workshop.UserPlugins, "a"), PluginState.NotSupported)]);
        same[1].Reason.ShouldContain(folder);
    }

    [Fact]
    public void Plugin_ExportsTheSameIdTwice_IsNotSupported() =>
        CheckDropped(
            PluginState.NotSupported,
            "exports the ensemble id 'bad' twice",
            PluginSources.Ensemble("bad") + PluginSources.Ensemble("bad", className: "Second"));

    [Fact]
    public void Plugin_BringsAnotherVersionOfALibrary_UsesItsOwn()
    {
        var folder = _workshop.Folder("bad");
        var old = PluginCompiler.Compile(
            Path.Combine(folder, "YamlDotNet.dll"),
            "[assembly: System.Reflection.AssemblyVersion(\"5.0.0.0\")] namespace YamlDotNet.Serialization "
            + "{ public static class Deserializer { public static string Ancient() => \"ancient\"; } }");
        PluginCompiler.Compile(
            Path.Combine(folder, "Bad.dll"),
            PluginSources.Attribute("test.bad") + PluginSources.Ensemble(
                "bad", "YamlDotNet.Serialization.Deserializer.Ancient() + typeof(YamlDotNet.Serialization.Deserializer).Assembly.GetName().Version"),
            old);

        var host = _workshop.StartTrusting();

        Check(host, PluginState.Active);
        host.Components.Create<IEnsemble>(new ComponentReference("bad")).Name.ShouldBe("ancient5.0.0.0");
        new YamlDotNet.Serialization.Deserializer().Deserialize<int>("5").ShouldBe(5);
        typeof(YamlDotNet.Serialization.Deserializer).Assembly.GetName().Version!.Major.ShouldBe(16);
    }

    [Fact]
    public void Plugin_BringsItsOwnContracts_GetsThoseOfTheProgram()
    {
        var folder = _workshop.Folder("bad");
        PluginCompiler.Compile(Path.Combine(folder, "Bad.dll"), PluginSources.Attribute("test.bad") + PluginSources.Ensemble("bad"));
        File.Copy(typeof(IEnsemble).Assembly.Location, Path.Combine(folder, "RewardLab.Abstractions.dll"));

        var host = _workshop.StartTrusting();

        Check(host, PluginState.Active);
        var made = host.Components.Create<IEnsemble>(new ComponentReference("bad"));
        AssemblyLoadContext.GetLoadContext(((GuardedEnsemble)made).Inner.GetType().Assembly)!.Assemblies.ShouldHaveSingleItem();
    }

    [Fact]
    public void Plugin_WithoutAReferenceToTheContracts_IsNotSupported()
    {
        var folder = _workshop.Folder("bad");
        PluginCompiler.Compile(Path.Combine(folder, "Bad.dll"), "public class Nothing { }");
        File.WriteAllText(Path.Combine(folder, "plugin.yaml"), "id: test.bad\ncontractVersion: '1.0'\nassembly: Bad.dll\n");

        Check(_workshop.StartTrusting(), PluginState.NotSupported).Reason.ShouldContain("does not reference RewardLab.Abstractions");
    }

    [Fact]
    public void Plugin_ChangedBetweenCheckAndLoad_IsNotLoaded()
    {
        var path = PluginCompiler.Compile(Path.Combine(_workshop.Root, "build", "Swapped.dll"), "public class A { }");
        var files = Hosting.Plugins.Discovery.PluginFiles.OfBare(path, [], new(_workshop.Settings));
        _ = files.Hash;
        var context = new Hosting.Plugins.Assemblies.PluginLoadContext("test.swapped", path, files, static _ => { });
        PluginCompiler.Compile(path, "public class B { }");

        Should.Throw<FileLoadException>(context.LoadPlugin).Message.ShouldContain("'Swapped.dll' changed");
        context.Assemblies.ShouldBeEmpty();
    }

    [Fact]
    public void Plugin_TextsWithEscapeSequences_CannotControlTheTerminal()
    {
        PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Bad.dll"),
            "[assembly: RewardLabPlugin(\"test.bad\", \"1.0\", Name = \"a\\u001b[2Jb\\nc\", Description = \"" + new string('x', 5000) + "\")]");

        var plugin = _workshop.Start().Find("test.bad");

        plugin.Name.ShouldBe("a [2Jb c");
        plugin.Description.Length.ShouldBeLessThan(300);
    }

    private void Drop(string id, string source, string name = "Bad") =>
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, name + ".dll"), PluginSources.Attribute(id) + source);

    private void CheckDropped(PluginState state, string reason, string source)
    {
        Drop("test.bad", source);
        Check(_workshop.StartTrusting(), state).Reason.ShouldContain(reason);
    }

    private static PluginInfo Check(PluginHost host, PluginState state)
    {
        var plugin = host.Find("test.bad");
        plugin.State.ShouldBe(state, plugin.Reason);
        plugin.Reason.ShouldNotContain('\n');
        host.Find("test.good").State.ShouldBe(PluginState.Active);
        host.Components.Create<IEnsemble>(new ComponentReference("good")).Name.ShouldBe("plain");
        return plugin;
    }
}
