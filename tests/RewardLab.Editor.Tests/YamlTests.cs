using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Hierarchies;
using RewardLab.Hosting;
using RewardLab.Hosting.Experiments;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>An experiment's YAML beside its tree: each follows the other, and nothing that was typed is lost.</summary>
[Collection(EditorCollection.Name)]
public sealed class YamlTests : IDisposable
{
    private const string Text = "# mine\nmodel: painter\nprompts: [two cats, three balls]\n";

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-yaml-").FullName;

    public YamlTests()
    {
        Write("recipes/01-count.csx", "Lab.Log(\"counted\");\n");
        Write("recipes/experiments/tune.yaml", Text);
        Write("recipes/experiments/bad.yaml", "model: painter\nreward: [nonsense\nheldOut: x\n");
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Text_Edited_ChangesTheTreeAndIsSavedAsItIs()
    {
        var document = Open("tune");
        document.Text.ShouldBe(Text);

        document.SetText(Text + "reward: { reward: warm } # for now\n");
        document.Current.Reward.ShouldNotBeNull();
        document.IsChanged.ShouldBeTrue();
        document.HasHandwriting.ShouldBeFalse();
        document.Save(document.Path!);

        File.ReadAllText(document.Path!).ShouldBe(Text + "reward: { reward: warm } # for now\n");
        (document.IsChanged, document.HasHandwriting).ShouldBe((false, false));

        // A change of the tree is a new text, with a way back.
        document.Do(document.Rows.First(row => row.Place == ExperimentPlace.Prompt(0)).Removal!);
        document.Text.ShouldBe("model: painter\nprompts:\n- three balls\nreward:\n  reward: warm\n");
        document.HasHandwriting.ShouldBeTrue();
        document.History.Undo();
        document.Text.ShouldContain("# for now");
        document.IsChanged.ShouldBeFalse();
    }

    [Fact]
    public void Text_WithAnError_NamesTheplaceKeepsTheTreeAndIsThereAtTheNextStart()
    {
        var document = Open("tune");

        document.SetText("model: painter\nreward: [nonsense\nx: y\n");

        document.TextProblem!.ShouldContain("tune.yaml(");
        document.Obstacle.ShouldBe(document.TextProblem);
        document.Current.Prompts.Texts.Count.ShouldBe(2);
        Should.Throw<RewardLabException>(() => document.Do(document.Rows.First(row => row.Place == ExperimentPlace.Prompt(0)).Removal!))
            .Message.ShouldStartWith("Correct the YAML first");
        new NodeInspection(document, ExperimentPlace.Prompt(0)).IsReadOnly.ShouldBeTrue();
        var again = ExperimentDocument.Recover(document.Keep()!, Folders());
        (again.Text, again.TextProblem, again.Current.Prompts.Texts.Count).ShouldBe((document.Text, document.TextProblem, 2));

        // Typing is one edit, and the way back leads to the text before.
        document.SetText("model: painter\n");
        document.TextProblem.ShouldBeNull();
        document.History.Undo();
        (document.Text, document.TextProblem, document.IsChanged).ShouldBe((Text, null, false));
    }

    [Fact]
    public void Screen_OfAnExperiment_ShowsItsYamlAndTakesWhatIsTyped()
    {
        using var stage = new EditorStage(_place);
        stage.Bench.OpenExperiment(Path.Combine(_place, "recipes/experiments/tune.yaml"));

        stage.Press(Key.R.WithAlt).WaitFor("▌YAML").WaitFor("# mine").Press(Key.End.WithCtrl);
        stage.Type("reward: { reward: warm }").WaitFor("reward  warm").WaitFor("line 4, column 25");
        stage.Type("]").WaitFor("tune.yaml(4,").WaitFor("YAML(1)").Press(Key.Backspace);
        stage.WaitFor(() => stage.Bench.Experiment!.TextProblem is null, "no error");

        // The other way: what the tree loses, the text loses.
        stage.Press(Key.H.WithAlt);
        stage.Shell.View.Hierarchy.Select(ExperimentPlace.Prompt(1));
        stage.Press(Key.Delete).WaitFor("- two cats");
        stage.Screen.ShouldNotContain("three balls");
        stage.Press(Key.Z.WithCtrl, Key.Z.WithCtrl).WaitFor("# mine");
        stage.Bench.Experiment!.IsChanged.ShouldBeFalse();

        // A recipe is a recipe again.
        stage.Press(Key.P.WithAlt, Key.Home, Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor("Lab.Log");
        stage.Screen.ShouldNotContain("YAML");
    }

    [Fact]
    public void Screen_OfADamagedFile_OpensItAtItsErrorAndNeverCompilesIt()
    {
        using var stage = new EditorStage(_place);

        stage.Press(Key.E.WithAlt).WaitFor("bad.yaml(").Press(Key.Enter).WaitFor("▌YAML(1)").WaitFor("nonsense").WaitFor("bad.yaml(");
        stage.Bench.Experiment!.TextProblem!.ShouldContain("bad.yaml(");
        stage.Screen.ShouldNotContain("CS1");
        stage.Press(Key.Home.WithCtrl, Key.K.WithCtrl).WaitFor("line 1, column 1");

        YamlLines.Read("a: 1 # b\n# c\n").Select(line => string.Concat(line.Select(token => token.Text))).ShouldBe(["a: 1 # b", "# c", ""]);
    }

    private ExperimentDocument Open(string name) => new(Path.Combine(_place, $"recipes/experiments/{name}.yaml"), Folders());

    private UserFolders Folders() => new(Path.Combine(_place, "home"), [], Path.Combine(_place, "cache"));

    private void Write(string name, string text)
    {
        var path = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
