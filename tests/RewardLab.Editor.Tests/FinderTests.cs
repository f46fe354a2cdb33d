using RewardLab.Editor.Search;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>The list of commands and of everything else: names before descriptions, letters in order, and what cannot be done now.</summary>
[Collection(EditorCollection.Name)]
public sealed class FinderTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-finder-").FullName;

    public FinderTests()
    {
        Write("recipes/01-count.csx", "// Counts cats.\nvar n = Lab.Param(\"imagesPerCat\", 16, \"how many\", min: 1, max: 64);\nLab.Log($\"{n}\");\n");
        Write("recipes/02-other.csx", "// Counts dogs, quickly.\nLab.Log(\"dogs\");\n");
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData("toybox-fidelity", "fidel")]
    [InlineData("Go to Monitor", "gtm")]
    [InlineData("numInferenceSteps", "nis")]
    [InlineData("01-quickstart", "quick")]
    [InlineData("01-quickstart", "qkstart")]
    public void Name_WithTheLetters_Fits(string name, string word) => FuzzyMatch.Score(name, word).ShouldNotBeNull();

    [Theory]
    [InlineData("toybox-fidelity", "clip")]
    [InlineData("Save the experiment under another name", "xz")]
    [InlineData("abcdefghijklmnop", "ap")]
    public void Name_WithoutThem_DoesNot(string name, string word) => FuzzyMatch.Score(name, word).ShouldBeNull();

    [Fact]
    public void Order_OfWhatFits_IsByNameThenByDescription()
    {
        (string Name, string Description)[] components =
        [
            ("use hpsv2", "fidelity of CLIP ViT-H/14 to people's choices"),
            ("use toybox-infidel", "another"),
            ("use toybox-fidelity-old", "the former one"),
            ("use toybox-fidelity", "how far the image is made of toys"),
            ("use clip", "cosine"),
        ];

        Ranking.Order(components, "fidel", static one => one.Name, static one => one.Description, static _ => 0).Select(one => one.Name).ShouldBe(
            ["use toybox-fidelity", "use toybox-fidelity-old", "use toybox-infidel", "use hpsv2"]);
        Ranking.Order(components, "", static one => one.Name, static one => one.Description, static one => one.Name == "use clip" ? 1 : 0)[0].Name
            .ShouldBe("use clip");
    }

    [Fact]
    public void List_OfEverything_FindsRecipesRunsModelsAndParametersByTheirLetters()
    {
        using (var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = "tuning" } }))
        {
            run.Complete();
        }

        using var stage = new EditorStage(_place, 140, 40);
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe");

        First(stage, "dogs").ShouldContain("02-other");
        First(stage, "tuning").ShouldContain("run");
        First(stage, "pickscore").ShouldContain("model");
        First(stage, "ipc").ShouldContain("imagesPerCat");
        First(stage, "tia2").ShouldContain("benchmark");
        First(stage, "gtm").ShouldContain("Go to Monitor");

        stage.InDialog(Key.P.WithCtrl, [.. "ipc".Select(letter => new Key(letter)), Key.Enter]);
        (stage.Shell.View.Inspector.HasFocus, stage.Shell.View.Inspector.Selected!.Name).ShouldBe((true, "imagesPerCat"));
        stage.InDialog(Key.P.WithCtrl, [.. "pickscore".Select(letter => new Key(letter)), Key.Enter]);
        stage.WaitFor("preview: model pickscore");
        stage.Shell.View.ProjectList.Selected!.Title.ShouldBe("pickscore");

        // What was chosen last comes first.
        First(stage, "").ShouldContain("pickscore");
        stage.InDialog(Key.P.WithCtrl).ShouldContain(" recipe ", customMessage: "the one that was opened in Project");
    }

    [Fact]
    public void Command_ThatCannotBeDoneNow_SaysWhyAndIsNotDone()
    {
        using var stage = new EditorStage(_place, 140, 40);

        First(stage, "redo").ShouldContain("not now: nothing to redo");
        var list = stage.InDialog(Key.P.WithCtrl, [.. "redo".Select(letter => new Key(letter)), Key.Enter]);

        list.ShouldContain("not now: nothing to redo", customMessage: "Enter leaves it in the list");
        stage.Screen.ShouldNotContain("Nothing to redo.");
    }

    // The first row below what was typed.
    private static string First(EditorStage stage, string letters)
    {
        var rows = stage.InDialog(Key.P.WithCtrl, [.. letters.Select(letter => new Key(letter))]).Split('\n');
        return rows[Array.FindIndex(rows, row => row.Contains("Commands and everything", StringComparison.Ordinal)) + 2];
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
