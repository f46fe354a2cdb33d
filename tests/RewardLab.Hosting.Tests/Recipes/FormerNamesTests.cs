using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Recipes as the former version had them: they run, and say with file and line what things are called now.</summary>
public sealed class FormerNamesTests : IDisposable
{
    private const string Former = """
        // As it was.
        var pools = Lab.Generate(Lab.Images("seeds"), ["one", "two cats"], 6);
        var (raw, truth) = (Lab.Reward("pixel").Named("raw"), Lab.Reward("bright").Named("truth"));
        var norm = Lab.TextNorm(raw, Lab.Prompts("words"), 0.5).Named("norm");
        var found = Lab.Benchmark(pools, [raw, norm], truth); Lab.Lines("lines", "Lines", [new LineSeries("s", [0, 1], [0, 1])], "x", "y");
        Lab.Save("table", found.Table); Lab.Save("note.txt", "kept");
        Lab.Picks("picks", pools, [raw], [2], top: 1);
        """;

    private readonly RecipeFolder _folder = new();

    public FormerNamesTests()
    {
        _folder.Catalog.Add<IImageModel>("seeds", _ => new SeedImages());
        _folder.Catalog.Add<IRewardModel>("pixel", _ => new BrightnessReward("raw", perLetter: 0.5));
        _folder.Catalog.Add<IRewardModel>("bright", _ => new BrightnessReward("truth", perLetter: 0.1));
        _folder.Catalog.Add<IPromptGenerator>("words", _ => new WordPrompts());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_RecipeOfTheFormerVersion_DoesWhatItDid()
    {
        _folder.Execute(Former);

        Encoding.UTF8.GetString(_folder.Run.Files["note.txt"]).ShouldBe("kept");
        foreach (var file in (string[])["table.csv", "charts/lines.png", "picks/image-groups.csv"])
        {
            _folder.Run.Files.ContainsKey(file).ShouldBeTrue(file);
        }
    }

    [Fact]
    public void Compile_RecipeOfTheFormerVersion_SaysEachNewNameWithItsPlace()
    {
        var path = _folder.Write("recipe.csx", Former);
        var first = new RecipeCompiler(_folder.Cache).Compile(path, TestContext.Current.CancellationToken);

        string[] expected =
        [
            "recipe.csx(2,26): warning: Lab.Images is now Lab.ImageModel",
            "recipe.csx(4,30): warning: Lab.Prompts is now Lab.PromptGenerator",
            "recipe.csx(5,13): warning: Lab.Benchmark is now Lab.Evaluate.Benchmark",
            "recipe.csx(5,55): warning: Lab.Lines is now Lab.Charts.Add with a LineChart",
            "recipe.csx(6,1): warning: Lab.Save is now Lab.Save.Table",
            "recipe.csx(6,33): warning: Lab.Save is now Lab.Save.Text",
            "recipe.csx(7,1): warning: Lab.Picks is now Lab.Save.TopK",
        ];
        first.Warnings.Count.ShouldBe(expected.Length, string.Join('\n', first.Warnings));
        foreach (var (warning, part) in first.Warnings.Zip(expected))
        {
            warning.ShouldContain(part);
            warning.ShouldEndWith("; the former name works in this version only.");
        }

        // A compiled recipe that comes from the cache says the same.
        new RecipeCompiler(_folder.Cache).Compile(path, TestContext.Current.CancellationToken).Warnings.ShouldBe(first.Warnings);
    }

    [Fact]
    public void Run_FormerNameWithNewName_BothMeanTheirOwn() => _folder.Execute(
        """
        // Lab.Save( in a comment, and "Lab.Save(" in a text, are left alone.
        Lab.Save.Text("a.txt", "Lab.Save(");
        Lab.Save("b.txt", "b");
        Lab.Log("Lab.Save(");
        """).ShouldBe("Lab.Save(");

    [Fact]
    public void Obsolete_EveryFormerName_SaysANameThatThereIs()
    {
        var members = typeof(Lab).GetMethods().Where(method => method.IsDefined(typeof(ObsoleteAttribute), inherit: false)).ToArray();
        members.Length.ShouldBeGreaterThan(30);
        foreach (var method in members)
        {
            var message = ((ObsoleteAttribute)method.GetCustomAttributes(typeof(ObsoleteAttribute), inherit: false)[0]).Message!;
            var parts = message[(message.IndexOf(" is now Lab.", StringComparison.Ordinal) + " is now Lab.".Length)..].Split(' ', ',', ';')[0].Split('.');
            var type = parts.Length == 2 ? typeof(Lab).GetNestedType(parts[0]) : typeof(Lab);
            type.ShouldNotBeNull(message);
            type.GetMethods().Where(now => !now.IsDefined(typeof(ObsoleteAttribute), false)).Select(now => now.Name).ShouldContain(parts[^1], message);
        }
    }
}
