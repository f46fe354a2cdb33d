using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class RecipeParameterTests : IDisposable
{
    private const string Everything = """
        // Generates images.
        // Takes a minute.

        // Not part of the summary.
        using System.Text;
        const int Most = 512;
        var n = Lab.Param("n", 64, "images per prompt", min: 1, max: Most);
        var big = Lab.Param("big", 5_000_000_000, "a long");
        var tau = Lab.Param("tau", 0.5, "temperature", 0, 10);
        var mixed = Lab.Param("mixed", 1, min: -0.5, description: "widened by its limit");
        var fast = Lab.Param("fast", false, "skip the slow part");
        var label = Lab.Param("label", "a" + "b", "any text");
        var kind = RewardLab.Hosting.Recipes.Lab.Param("kind", "counting", "which prompts", choices: ["counting", "composition"]);
        if (fast) { Lab.Log(Lab.Param("inner-one", -3, "declared inside").ToString()); }
        Lab.Log($"{n} {big} {tau} {mixed} {fast} {label} {kind}");
        """;

    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EveryKind_FindsTypeDefaultRangeAndDescription()
    {
        var info = Read(Everything);

        info.Name.ShouldBe("recipe");
        info.Summary.ShouldBe("Generates images.\nTakes a minute.");
        info.Title.ShouldBe("Generates images.");
        info.Parameters.Select(p => (p.Name, p.Kind, p.Default, p.Range, p.Description)).ShouldBe(
        [
            ("n", RecipeParameterKind.Int, 64, "int, 1 to 512", "images per prompt"),
            ("big", RecipeParameterKind.Long, 5_000_000_000L, "long", "a long"),
            ("tau", RecipeParameterKind.Double, 0.5, "number, 0 to 10", "temperature"),
            ("mixed", RecipeParameterKind.Double, 1.0, "number, at least -0.5", "widened by its limit"),
            ("fast", RecipeParameterKind.Bool, false, "true or false", "skip the slow part"),
            ("label", RecipeParameterKind.Text, "ab", "text", "any text"),
            ("kind", RecipeParameterKind.Choice, "counting", "one of counting, composition", "which prompts"),
            ("inner-one", RecipeParameterKind.Int, -3, "int", "declared inside"),
        ]);
        info.Parameters[0].Place.ShouldEndWith("recipe.csx(7,9)");
    }

    [Fact]
    public void Read_RecipeWithSideEffects_NeverRunsIt()
    {
        var marker = Path.Combine(_folder.Path, "marker");
        Read($"File.WriteAllText(@\"{marker}\", \"ran\");\nLab.Param(\"n\", 1);").Parameters.ShouldHaveSingleItem();
        File.Exists(marker).ShouldBeFalse();
    }

    [Fact]
    public void Run_Defaults_ReachTheRecipe() =>
        _folder.Execute(Everything).ShouldBe("64 5000000000 0.5 1 False ab counting");

    [Fact]
    public void Run_Settings_OverrideDefaults() =>
        _folder.Execute(Everything, "n=16", "big=6", "tau=1e-1", "mixed=2.5", "fast=true", "label=x=y z", "kind=composition", "inner-one=4")
            .ShouldBe("4\n16 6 0.1 2.5 True x=y z composition");

    [Fact]
    public void Resolve_PresetAndSettings_TheLatterWins()
    {
        var preset = _folder.Write("fast.yaml", "# small\nn: 8\nkind: composition\nfast: true\n");
        var arguments = RecipeArguments.Resolve(Read(Everything), preset, ["n=16"]);

        arguments.Values["n"].ShouldBe(16);
        arguments.Values["kind"].ShouldBe("composition");
        arguments.Values["fast"].ShouldBe(true);
        arguments.Values["tau"].ShouldBe(0.5);
        arguments.Sources["n"].ShouldBe("--set");
        arguments.Sources["kind"].ShouldBe(preset);
        arguments.Sources["tau"].ShouldBe("default");
    }

    [Theory]
    [InlineData("n=0", "--set n=0: n is '0', but must be int, 1 to 512.")]
    [InlineData("n=513", "--set n=513: n is '513', but must be int, 1 to 512.")]
    [InlineData("n=2.5", "--set n=2.5: n is '2.5', but must be int, 1 to 512.")]
    [InlineData("n=99999999999", "--set n=99999999999: n is '99999999999', but must be int, 1 to 512.")]
    [InlineData("tau=nan", "--set tau=nan: tau is 'nan', but must be number, 0 to 10.")]
    [InlineData("tau=warm", "--set tau=warm: tau is 'warm', but must be number, 0 to 10.")]
    [InlineData("fast=yes", "--set fast=yes: fast is 'yes', but must be true or false.")]
    [InlineData("kind=counts", "--set kind=counts: kind is 'counts', but must be one of counting, composition.")]
    [InlineData("tua=1", "--set tua=1: recipe has no parameter 'tua'. Did you mean 'tau'? ('recipes show recipe' lists them.)")]
    [InlineData("inner_one=1", "--set inner_one=1: recipe has no parameter 'inner_one'. Did you mean 'inner-one'? ('recipes show recipe' lists them.)")]
    [InlineData("n", "--set n is not of the form name=value.")]
    [InlineData("=1", "--set =1 is not of the form name=value.")]
    public void Resolve_BadSetting_NamesParameterRangeAndValue(string setting, string message) =>
        Should.Throw<RewardLabException>(() => RecipeArguments.Resolve(Read(Everything), settings: [setting])).Message.ShouldBe(message);

    [Fact]
    public void Resolve_SettingOfARecipeWithoutParameters_SaysSo() =>
        Should.Throw<RewardLabException>(() => RecipeArguments.Resolve(Read("Lab.Log(\"x\");"), settings: ["n=1"]))
            .Message.ShouldEndWith("it has no parameters.");

    [Theory]
    [InlineData("n: 8\nm: 1\n", @"fast\.yaml\(2,1\): recipe has no parameter 'm'. Did you mean 'n'")]
    [InlineData("kind: counting\nn: 0\n", @"fast\.yaml\(2,1\): n is '0', but must be int, 1 to 512")]
    [InlineData("n: [1, 2]\n", @"fast\.yaml\(1,1\): .*nested")]
    [InlineData("- 1\n", @"fast\.yaml: a preset is .*not a map")]
    [InlineData("n: 8\nn: 9\n", @"fast\.yaml\(2,\d+\): not YAML: .*n")]
    [InlineData("n: [1\n", @"fast\.yaml\(\d+,\d+\): not YAML")]
    public void Resolve_BadPreset_NamesFileAndPlace(string yaml, string pattern)
    {
        var message = Should.Throw<RewardLabException>(() => RecipeArguments.Resolve(Read(Everything), _folder.Write("fast.yaml", yaml))).Message;
        message.ShouldMatch(pattern);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Resolve_EmptyPreset_KeepsDefaults() =>
        RecipeArguments.Resolve(Read(Everything), _folder.Write("empty.yaml", "")).Values["n"].ShouldBe(64);

    [Fact]
    public void Resolve_MissingPreset_SaysSo() =>
        Should.Throw<RewardLabException>(() => RecipeArguments.Resolve(Read(Everything), Path.Combine(_folder.Path, "none.yaml"))).Message
            .ShouldContain("none.yaml': no such file");

    [Theory]
    [InlineData("var d = 3;\nvar n = Lab.Param(\"n\", d);", @"recipe\.csx\(2,24\): 'defaultValue' of parameter 'n' must be a literal .*it is d\.")]
    [InlineData("var n = Lab.Param(\"n\", 3, min: Math.Max(1, 2));", @"\(1,32\): 'min' of parameter 'n' must be a literal .*Math\.Max\(1, 2\)")]
    [InlineData("var x = \"n\";\nvar n = Lab.Param(x, 3);", @"\(2,9\): the name of a parameter must be a literal")]
    [InlineData("var c = new[] { \"a\" };\nvar n = Lab.Param(\"n\", \"a\", \"\", c);", @"\(2,33\): 'choices' of parameter 'n'")]
    [InlineData("var n = Lab.Param(\"n\", $\"{1}\");", @"'defaultValue' of parameter 'n' must be a literal")]
    [InlineData("var n = Lab.Param(\"n\", 3, \"\", min: 5);", @"\(1,9\): the default 3 of parameter 'n' is not int, at least 5")]
    [InlineData("var n = Lab.Param(\"n\", \"c\", \"\", [\"a\", \"b\"]);", @"the default c of parameter 'n' is not one of a, b")]
    [InlineData("var n = Lab.Param(\"n\", 1);\nvar m = Lab.Param(\"n\", 2);", @"\(2,9\): parameter 'n' is already declared at .*recipe\.csx\(1,9\)")]
    [InlineData("var n = Lab.Param(\"a b\", 1);", @"parameter 'a b' needs a name of letters")]
    public void Read_DeclarationThatCannotBeKnown_NamesThePlace(string text, string pattern) =>
        Should.Throw<RewardLabException>(() => Read(text)).Message.ShouldMatch(pattern);

    [Fact]
    public void Run_DeclarationHiddenFromTheText_SaysHowToWriteIt() =>
        Should.Throw<RewardLabException>(() => _folder.Execute("using static RewardLab.Hosting.Recipes.Lab;\nvar n = Param(\"n\", 1);")).Message
            .ShouldMatch(@"recipe\.csx\(2,9\): Parameter 'n' was not found in the recipe's text");

    private RecipeInfo Read(string text) => RecipeInfo.Read(_folder.Write("recipe.csx", text));
}
