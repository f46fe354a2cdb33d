using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class RecipeOptionsTests : IDisposable
{
    private const string Recipe = """
        // Tunes.
        const int Few = 60;
        var n = Lab.Param("n", 4, "images per prompt", min: 1);
        var tune = Lab.Options("tune", new { epochs = Few, beta = new[] { 0, 0.25 } });
        Lab.Algorithm(tune.With(new { choices = "mine" })).Run();
        Lab.FormerNames(new { rate = "tune.learningRate" });
        """;

    private static readonly IReadOnlyList<ComponentDescription> Components =
    [
        new(ComponentKind.Algorithm, "tune", "tunes", "test", typeof(TuningOptions)),
        new(ComponentKind.ImageModel, "toybox", "images", "test", typeof(object)),
    ];

    private readonly RecipeFolder _folder = new();

    public RecipeOptionsTests()
    {
        _folder.Catalog.Described = Components;
        _folder.Catalog.Add<IAlgorithm>("tune", FakeAlgorithm.Create);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parameters_OfAGroup_AreThoseOfTheComponentsRecord()
    {
        var info = Read(Recipe);

        info.Parameters.Select(p => (p.Name, RecipeParameter.Format(p.Default), p.Kind, p.Range, p.Description, p.IsDifferent)).ShouldBe(
        [
            ("n", "4", RecipeParameterKind.Int, "int, at least 1", "images per prompt", false),
            ("tune.epochs", "60", RecipeParameterKind.Int, "whole number, 1 to 1000", "most epochs", true),
            ("tune.learningRate", "0.0003", RecipeParameterKind.Double, "number, 1E-09 to 1", "AdamW's learning rate", false),
            ("tune.beta", "[0, 0.25]", RecipeParameterKind.Text, "list of number, 1 to 3 entries", "weights that are tried", true),
            ("tune.scope", "perPrompt", RecipeParameterKind.Choice, "one of perPrompt, global", "what a reward is compared with", false),
            ("tune.choices", "", RecipeParameterKind.Text, "text", "where choices lie", false),
            ("tune.limit", "", RecipeParameterKind.Double, "number, more than 0 to 10", "limit on the gradients; none when empty", false),
        ]);
        info.Parameters[1].Place.ShouldEndWith("recipe.csx(4,12)");
    }

    [Fact]
    public void Run_NothingSet_TakesTheRecipesDifferencesAndTheComponentsDefaults() => Execute(Recipe).ShouldBe("60 0.0003 [0 0.25] PerPrompt mine ");

    [Fact]
    public void Run_PresetAndSettings_ReachTheComponent()
    {
        _folder.Write("fast.yaml", "n: 2\ntune:\n  epochs: 7\n  beta: [1, 2, 3]\ntune.limit: 0.5\n");

        Execute(Recipe, "fast.yaml", "tune.epochs=500", "tune.scope=global").ShouldBe("500 0.0003 [1 2 3] Global mine 0.5");
    }

    [Fact]
    public void Resolve_ValueOfTheComponentsDefault_IsKeptBecauseItWasGiven()
    {
        var arguments = RecipeArguments.Resolve(Read(Recipe), settings: ["tune.epochs=500"]);

        // What a run records suffices to resume it, though the recipe says 60.
        arguments.Values.Keys.ShouldBe(["n", "tune.epochs", "tune.beta"], ignoreOrder: true);
        arguments.Values["tune.epochs"].ShouldBe(500);
        RecipeArguments.Resolve(Read(Recipe), settings: arguments.Values.Select(value => $"{value.Key}={RecipeParameter.Format(value.Value)}"))
            .Values.ShouldBe(arguments.Values);
    }

    [Theory]
    [InlineData("tune.epochs=0", "--set tune.epochs=0: tune.epochs is '0', but must be whole number, 1 to 1000.")]
    [InlineData("tune.epochs=1.5", "--set tune.epochs=1.5: tune.epochs is '1.5', but must be whole number, 1 to 1000.")]
    [InlineData("tune.limit=0", "--set tune.limit=0: tune.limit is '0', but must be number, more than 0 to 10.")]
    [InlineData("tune.scope=all", "--set tune.scope=all: tune.scope is 'all', but must be one of perPrompt, global.")]
    [InlineData("tune.beta=1,2,3,4", "--set tune.beta=1,2,3,4: tune.beta is '1,2,3,4', but must be list of number, 1 to 3 entries.")]
    [InlineData("tune.epocs=1", "--set tune.epocs=1: recipe has no parameter 'tune.epocs'. Did you mean 'tune.epochs'? ('recipes show recipe' lists them.)")]
    [InlineData("epocs=1", "--set epocs=1: recipe has no parameter 'epocs'. Did you mean 'tune.epochs'? ('recipes show recipe' lists them.)")]
    [InlineData("tuna.epochs=1", "--set tuna.epochs=1: recipe has no parameter 'tuna.epochs'. Did you mean 'tune.epochs'? ('recipes show recipe' lists them.)")]
    public void Resolve_BadOption_NamesItRangeAndValue(string setting, string message) =>
        Should.Throw<RecipeUsageException>(() => RecipeArguments.Resolve(Read(Recipe), settings: [setting])).Message.ShouldBe(message);

    [Theory]
    [InlineData("tune:\n  epochs: 0\n", "fast.yaml(2,3): tune.epochs is '0', but must be whole number, 1 to 1000.")]
    [InlineData("n: [1]\n", "fast.yaml(1,1): a preset holds 'name: value'")]
    [InlineData("n:\n  m: 1\n", "fast.yaml(2,3): a preset holds 'name: value'")]
    [InlineData("tune:\n  beta:\n    low: 1\n", "fast.yaml(2,3): a preset holds 'name: value'")]
    public void Resolve_BadPreset_NamesThePlace(string yaml, string message) =>
        Should.Throw<RewardLabException>(() => RecipeArguments.Resolve(Read(Recipe), _folder.Write("fast.yaml", yaml))).Message.ShouldContain(message);

    [Theory]
    [InlineData("epochs", "tune.epochs", "9")]
    [InlineData("rate", "tune.learningRate", "0.5")]
    public void Resolve_FormerName_SetsTheOptionAndSaysTheNewName(string former, string now, string value)
    {
        var arguments = RecipeArguments.Resolve(Read(Recipe), settings: [$"{former}={value}"]);

        RecipeParameter.Format(arguments.Values[now]).ShouldBe(value);
        arguments.Notices.ShouldBe([$"--set {former}={value}: '{former}' is now '{now}'; the former name works in this version only."]);
        arguments.Values.Keys.ShouldNotContain(former);
    }

    [Fact]
    public void Resolve_FormerNameOfTwoGroups_SetsBoth()
    {
        var info = Read("""
            Lab.Options("tune");
            Lab.Options("tune", new { epochs = 3 }, name: "again");
            Lab.FormerNames(new { steps = "tune.epochs, again.epochs" });
            """);

        var arguments = RecipeArguments.Resolve(info, settings: ["steps=9"]);

        (arguments.Values["tune.epochs"], arguments.Values["again.epochs"]).ShouldBe((9, 9));
        arguments.Notices.ShouldHaveSingleItem().ShouldContain("'tune.epochs' and 'again.epochs'");

        // Which of two was meant nobody can know.
        Should.Throw<RewardLabException>(() => RecipeArguments.Resolve(info, settings: ["epochs=9"])).Message.ShouldContain("no parameter 'epochs'");
    }

    [Fact]
    public void Get_Option_IsTheGivenValueOrTheDefault() => Execute(
        """
        var tune = Lab.Options("tune", new { epochs = 60, beta = new[] { 0.5 } });
        Lab.Log($"{tune.Get<int>("epochs")} {tune.Get<double>("learningRate")} {tune.Get<double[]>("beta")[0]} {tune.Get<string>("scope")} '{tune.Get<string>("choices")}'");
        """).ShouldBe("60 0.0003 0.5 perPrompt ''");

    [Theory]
    [InlineData("Lab.Options(\"tune\").Get<int>(\"epocs\");", "'tune' has no option 'epocs'. Did you mean 'epochs'?")]
    [InlineData("Lab.Options(\"tune\").Get<string>(\"epochs\");", "Option 'tune.epochs' cannot be read as String. It takes: whole number, 1 to 1000.")]
    [InlineData("Lab.Algorithm(Lab.Options(\"tune\")).Run();", "option 'choices' is required")]
    public void Run_OptionThatIsNot_SaysWhatIsWrong(string text, string message) =>
        Should.Throw<RewardLabException>(() => Execute(text)).Message.ShouldContain(message);

    [Theory]
    [InlineData("Lab.Options(\"tuna\");", @"recipe\.csx\(1,1\): there is no component 'tuna'. Did you mean 'tune'\?")]
    [InlineData("Lab.Options(\"tune\", new { epocs = 3 });", @"recipe\.csx\(1,1\): 'tune' has no option 'epocs'. Did you mean 'epochs'\?")]
    [InlineData("Lab.Options(\"tune\", new { epochs = 0 });", @"recipe\.csx\(1,1\): tune\.epochs is '0', but must be whole number, 1 to 1000")]
    [InlineData("var x = 3;\nLab.Options(\"tune\", new { epochs = x });", @"recipe\.csx\(2,36\): Lab\.Options takes .* literals.* not x\. .*\.With")]
    [InlineData("var x = \"tune\";\nLab.Options(x);", @"recipe\.csx\(2,1\): Lab\.Options needs a component's id as a literal text")]
    [InlineData("Lab.Options(\"tune\");\nLab.Options(\"tune\");", @"recipe\.csx\(2,1\): options 'tune' are already declared at .*\(1,1\); tell the two apart")]
    public void Read_BadDeclaration_NamesThePlace(string text, string pattern) =>
        Should.Throw<RewardLabException>(() => Read(text)).Message.ShouldMatch(pattern);

    [Fact]
    public void Compile_Again_TakesGroupsAndFormerNamesFromTheCache()
    {
        var path = _folder.Write("recipe.csx", Recipe);
        var first = new RecipeCompiler(_folder.Cache).Compile(path, TestContext.Current.CancellationToken);
        var second = new RecipeCompiler(_folder.Cache).Compile(path, TestContext.Current.CancellationToken);

        second.IsFromCache.ShouldBeTrue();
        second.Info.OptionGroups.ShouldHaveSingleItem().Differences.ShouldBe(first.Info.OptionGroups[0].Differences);
        second.Info.OptionGroups[0].Place.ShouldBe(first.Info.OptionGroups[0].Place);
        second.Info.FormerNames.ShouldHaveSingleItem().Value.ShouldBe(["tune.learningRate"]);
    }

    private RecipeInfo Read(string text) => RecipeInfo.Read(_folder.Write("recipe.csx", text)).WithComponents(Components);

    private string Execute(string text, string? preset = null, params string[] settings)
    {
        var recipe = new RecipeCompiler(cacheFolder: null).Compile(_folder.Write("recipe.csx", text), TestContext.Current.CancellationToken);
        var arguments = RecipeArguments.Resolve(recipe.Info.WithComponents(Components), preset is null ? null : Path.Combine(_folder.Path, preset), settings);
        RecipeRunner.Run(recipe, arguments, _folder.Services(), TestContext.Current.CancellationToken);
        return string.Join('\n', _folder.Run.Lines);
    }
}
