using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Selection;

namespace RewardLab.Prompts.LanguageModels.Tests.Selection;

public sealed class AutoGeneratorTests : IDisposable
{
    private readonly Workbench _bench = new(_ => ChatReply.List(4));

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("three cats", "rules")]
    [InlineData("a prepared prompt", "file")]
    [InlineData("the meaning of life", "llm")]
    public void Generate_SeveralGenerators_UsesTheFirstThatCanHandleThePrompt(string prompt, string generator)
    {
        using var auto = Make(new AutoOptions { File = "sets.json", Llm = _bench.Options });

        var set = auto.Generate(prompt, TestContext.Current.CancellationToken);

        auto.CanHandle(prompt).ShouldBeTrue();
        set.Provenance.Details["generator"].ShouldBe(generator);
        set.Provenance.Source.ShouldBe(generator == "llm" ? "served-model" : generator);
        set.Provenance.Details.ContainsKey("endpoint").ShouldBe(generator == "llm");
        _bench.Server.Requests.Count.ShouldBe(generator == "llm" ? 1 : 0);
    }

    [Fact]
    public void Generators_InAnyOrder_AreTriedAsTheUserOrdersThem()
    {
        using var auto = Make(new AutoOptions { Order = ["llm", "rules"], Llm = _bench.Options });
        auto.Generate("three cats", TestContext.Current.CancellationToken).Provenance.Details["generator"].ShouldBe("llm");
    }

    [Fact]
    public void Prompt_ThatNothingFits_IsRefusedWithWhatEachSaid()
    {
        using var auto = Make(new AutoOptions());

        auto.CanHandle("the meaning of life").ShouldBeFalse();
        var message = Should.Throw<RewardLabException>(() => auto.Generate("the meaning of life", TestContext.Current.CancellationToken)).Message;

        message.ShouldContain("rules: no rule for this");
        message.ShouldContain("file: no file is given");
        message.ShouldContain("llm: no language model is configured; set the environment variable OPENAI_API_KEY");
        message.ShouldNotContain('\n');
    }

    [Fact]
    public void Model_WithAKeyInTheEnvironment_IsConfigured()
    {
        _bench.Environment["OPENAI_API_KEY"] = Workbench.Key;
        using var auto = Make(new AutoOptions());
        auto.CanHandle("the meaning of life").ShouldBeTrue();
        _bench.Server.Connections.ShouldBe(0);
    }

    [Fact]
    public void Generate_ChosenGeneratorFails_ShowsItsError()
    {
        using var auto = Make(new AutoOptions { Order = ["llm", "rules"], Llm = _bench.Options with { MinContrastivePrompts = 9, Count = 20 } });
        Should.Throw<RewardLabException>(() => auto.Generate("three cats", TestContext.Current.CancellationToken))
            .Message.ShouldContain("'minContrastivePrompts'");
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("rules,rules")]
    [InlineData("")]
    public void Order_ThatIsNone_IsRefused(string order) =>
        Should.Throw<RewardLabException>(() => Make(new AutoOptions { Order = order.Split(',', StringSplitOptions.RemoveEmptyEntries) }))
            .Message.ShouldContain("'order'");

    private AutoGenerator Make(AutoOptions options) =>
        AutoGeneratorFactory.Make(options, _bench.Context(new TwoGenerators()), name => _bench.Environment.GetValueOrDefault(name), RealTime.Clock);

    private sealed class TwoGenerators : IComponentCatalog
    {
        public IReadOnlyList<ComponentDescription> Components => [];

        public TComponent Create<TComponent>(ComponentReference reference)
            where TComponent : class
        {
            reference.Options.GetValueOrDefault("path").ShouldBe(reference.Id == "file" ? "sets.json" : null);
            return (TComponent)(object)new OnePrompt(reference.Id, reference.Id == "file" ? "a prepared prompt" : "three cats");
        }
    }

    private sealed class OnePrompt(string id, string known) : IPromptGenerator
    {
        public string Name => id;

        public bool CanHandle(string prompt) => prompt == known;

        public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) => CanHandle(prompt)
            ? Task.FromResult(new ContrastiveSet(prompt, ["another"], new PromptProvenance(PromptProvenanceKind.Rule, id)))
            : throw new RewardLabException("no rule for this.");
    }
}
