using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Components.Guards;
using RewardLab.Hosting.Plugins.Assemblies;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Components;

public sealed class ComponentCatalogTests : IDisposable
{
    private readonly string _cache = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_cache))
        {
            Directory.Delete(_cache, recursive: true);
        }
    }

    [Fact]
    public void Create_Known_GetsOptionsAndContext()
    {
        var guarded = (GuardedEnsemble)Catalog().Create<IEnsemble>(
            new ComponentReference("probe", new Dictionary<string, object?>(StringComparer.Ordinal) { ["size"] = 16 }));
        var made = (Probe)guarded.Inner;

        made.Options.Size.ShouldBe(16);
        made.Context.PluginFolder.ShouldBe("/plugins/test");
        made.Context.CacheFolder.ShouldBe(Path.Combine(_cache, "test.plugin"));
        Directory.Exists(made.Context.CacheFolder).ShouldBeTrue();
        made.Context.Components.Components.Count.ShouldBe(4);
    }

    [Fact]
    public void Create_Unknown_SaysWhatIsMeant()
    {
        Problem<IEnsemble>("prob").ShouldBe("There is no ensemble 'prob'. Did you mean 'probe'?");
        Problem<IRewardModel>("probe").ShouldBe("There is no reward 'probe'. 'probe' is the id of a component of another kind: ensemble.");
        Problem<IRewardModel>("waiting").ShouldBe("There is no reward 'waiting'. Plugin 'test.waiting' exports it, but is untrusted: trust it.");
        Problem<IImageModel>("any").ShouldBe("There is no image model 'any'. There are none.");
    }

    [Fact]
    public void Create_BadOption_NamesTheComponent() =>
        Should.Throw<RewardLabException>(
            () => Catalog().Create<IEnsemble>(new ComponentReference("probe", new Dictionary<string, object?>(StringComparer.Ordinal) { ["size"] = 4 })))
            .Message.ShouldBe("ensemble 'probe': option 'size' is 4: allowed is 8 to 1024.");

    [Fact]
    public void Require_WhatCreateWouldRefuse_IsRefusedWithoutMakingAnything()
    {
        Should.NotThrow(() => Catalog().Require(ComponentKind.Ensemble, new ComponentReference("broken")));
        Should.Throw<RewardLabException>(() => Catalog().Require(ComponentKind.Ensemble, new ComponentReference("prob")))
            .Message.ShouldBe("There is no ensemble 'prob'. Did you mean 'probe'?");
        Should.Throw<RewardLabException>(() => Catalog().Require(
            ComponentKind.Ensemble, new ComponentReference("probe", new Dictionary<string, object?>(StringComparer.Ordinal) { ["sise"] = 8 })))
            .Message.ShouldContain("Did you mean 'size'?");
    }

    [Fact]
    public void Create_AFactoryThatThrows_IsOneLineWithTheCause()
    {
        var problem = Should.Throw<RewardLabException>(() => Catalog().Create<IEnsemble>(new ComponentReference("broken")));
        problem.Message.ShouldBe("ensemble 'broken' cannot be made by plugin 'test.plugin': InvalidOperationException: no such luck");
        problem.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Create_OfAShippedPlugin_ChecksItsAnswersAndLeavesItsExceptionsAsTheyAre()
    {
        var catalog = Catalog();
        var ensemble = catalog.Create<IEnsemble>(new ComponentReference("probe"));
        Should.Throw<RewardLabException>(() => ensemble.Combine([[1, double.NaN]])).Message
            .ShouldStartWith("ensemble 'probe' of plugin 'test.plugin' returned NaN from Combine, at place 2 of 2.");

        var generator = catalog.Create<IPromptGenerator>(new ComponentReference("probe-prompts"));
        (await Should.ThrowAsync<RewardLabException>(() => generator.GenerateAsync("two cats", TestContext.Current.CancellationToken))).Message
            .ShouldStartWith("prompt generator 'probe-prompts' of plugin 'test.plugin' returned the set of \"a dog\" from GenerateAsync where");

        var algorithm = catalog.Create<IAlgorithm>(new ComponentReference("probe-algorithm"));
        Should.Throw<RewardLabException>(() => algorithm.Name).Message
            .ShouldStartWith("optimizer 'probe-algorithm' of plugin 'test.plugin' returned nothing from Name.");
        Should.Throw<NotSupportedException>(() => algorithm.Run(null!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Create_NoneOfTheContracts_IsTheCallersMistake() =>
        Should.Throw<ArgumentException>(() => Catalog().Create<string>(new ComponentReference("probe")));

    private string Problem<T>(string id)
        where T : class => Should.Throw<RewardLabException>(() => Catalog().Create<T>(new ComponentReference(id))).Message;

    private ComponentCatalog Catalog()
    {
        var catalog = new ComponentCatalog(_cache, FolderModels.Instance, new PluginCalls(_cache, static _ => { }), static _ => { });
        catalog.Replace(
            [
                Loaded("probe", new ProbeFactory()),
                Loaded("broken", new BrokenFactory()),
                Loaded(ComponentKind.PromptGenerator, "probe-prompts", typeof(NoOptions), new DogFactory()),
                Loaded(ComponentKind.Algorithm, "probe-algorithm", typeof(NoOptions), new NamelessFactory()),
            ],
            [new PluginInfo
            {
                Id = "test.waiting",
                Location = "",
                State = PluginState.Untrusted,
                Reason = "trust it.",
                Components = [new(ComponentKind.Reward, "waiting", "")],
            }],
            new Dictionary<string, LoadedUnitHandler>(StringComparer.Ordinal));
        return catalog;
    }

    private static LoadedComponent Loaded(string id, IComponentFactory<IEnsemble> factory) =>
        Loaded(ComponentKind.Ensemble, id, factory.OptionsType, factory);

    private static LoadedComponent Loaded(ComponentKind kind, string id, Type optionsType, object factory) =>
        new(new ComponentDescription(kind, id, "", "test.plugin", optionsType), factory, "/plugins/test") { IsShipped = true };

    private sealed class ProbeFactory : ComponentFactory<IEnsemble, Stage>
    {
        protected override IEnsemble Create(Stage options, ComponentContext context) => new Probe(options, context);
    }

    private sealed class BrokenFactory : ComponentFactory<IEnsemble, NoOptions>
    {
        protected override IEnsemble Create(NoOptions options, ComponentContext context) => throw new InvalidOperationException("no\nsuch luck");
    }

    private sealed class DogFactory : ComponentFactory<IPromptGenerator, NoOptions>
    {
        protected override IPromptGenerator Create(NoOptions options, ComponentContext context) => new DogPrompts();
    }

    private sealed class NamelessFactory : ComponentFactory<IAlgorithm, NoOptions>
    {
        protected override IAlgorithm Create(NoOptions options, ComponentContext context) => new Nameless();
    }

    private sealed class DogPrompts : IPromptGenerator
    {
        public string Name => "dogs";

        public bool CanHandle(string prompt) => true;

        public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) =>
            Task.FromResult(new ContrastiveSet("a dog", ["a cat"], new PromptProvenance(PromptProvenanceKind.Rule, "dogs")));
    }

    private sealed class Nameless : IAlgorithm
    {
        public string Name => null!;

        public void Run(OptimizationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed record Probe(Stage Options, ComponentContext Context) : IEnsemble
    {
        public string Name => "probe";

        public double[] Combine(IReadOnlyList<double[]> rows) => rows[0];
    }
}
