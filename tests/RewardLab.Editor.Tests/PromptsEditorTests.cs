using RewardLab.Abstractions;
using RewardLab.Editor.Hierarchies;
using RewardLab.Hosting.Experiments;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>Prompts as a text: typed, pasted, from files and benchmarks; nodes of the tree copied and pasted.</summary>
[Collection(EditorCollection.Name)]
public sealed class PromptsEditorTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-prompts-").FullName;

    public PromptsEditorTests()
    {
        Write(
            "recipes/experiments/tune.yaml",
            "model: painter\nprompts: [two cats, three balls]\nreward: { ensemble: mean, members: [{ reward: warm }, { reward: cold }] }\n");
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData(" two cats \r\n\r\nthree\ntwo cats\n", "2 prompts, 1 repeated and left out")]
    [InlineData("", "0 prompts")]
    [InlineData("one", "1 prompt")]
    public void List_OfAText_HasEachLineOnce(string text, string remark) => PromptList.Describe(text).ShouldBe(remark);

    [Fact]
    public void Nodes_DuplicatedCopiedAndPasted_StandWhereTheyFit()
    {
        using var stage = Open();
        var experiment = stage.Bench.Experiment!;

        stage.Shell.View.Hierarchy.Select(ExperimentPlace.Prompt(0));
        stage.Press(Key.D).WaitFor("two cats 2").Press(Key.C).Press(Key.CursorDown).Press(Key.V).WaitFor("two cats 2 2");
        experiment.Current.Prompts.Texts.ShouldBe(["two cats", "two cats 2", "three balls", "two cats 2 2"]);

        // A member of the ensemble becomes another member, and a held-out reward.
        stage.Shell.View.Hierarchy.Select("reward.members[1]");
        stage.Press(Key.D, Key.C);
        stage.Shell.View.Hierarchy.Select(ExperimentPlace.HeldOut);
        stage.Press(Key.V, Key.V);
        experiment.Current.Reward.ShouldBeOfType<EnsembleNode>().Members.Count.ShouldBe(3);
        experiment.Current.HeldOutRewards.Select(reward => reward.Name).ShouldBe(["cold", "cold 2"]);

        stage.Shell.View.Hierarchy.Select(ExperimentPlace.Model);
        stage.Press(Key.V).WaitFor("cold does not fit here.");
        for (var edits = 5; edits > 0; edits--)
        {
            stage.Press(Key.Z.WithCtrl);
        }

        stage.Press(Key.Z.WithCtrl);
        experiment.IsChanged.ShouldBeFalse();
    }

    [Fact]
    public void Text_OfADialogThatNobodyAnswered_IsThereAtTheNextStart()
    {
        using (var stage = Open())
        {
            // As a signal closes it.
            stage.InDialog(new Key('e'), new Key('!'), new Key('!')).ShouldContain("three balls!!");
            stage.Bench.Typing!.Text.ShouldBe("two cats\nthree balls!!");
        }

        using (var again = new EditorStage(_place))
        {
            again.InDialog(again.Shell.DoPending, Key.S.WithCtrl).ShouldContain("three balls!!");
            again.Bench.Experiment!.Current.Prompts.Texts.ShouldBe(["two cats", "three balls!!"]);
            again.Bench.Typing.ShouldBeNull("it was answered");
        }

        using var last = new EditorStage(_place);
        last.Shell.HasPending.ShouldBeFalse();
        last.Bench.Experiment!.Current.Prompts.Texts.ShouldBe(["two cats", "three balls!!"]);
    }

    [Fact]
    public void Text_OfADialog_IsLeftByEscAndCtrlQOnlyWhereTheUserWantsThat()
    {
        using var stage = Open();

        foreach (var key in (Key[])[Key.Esc, Key.Q.WithCtrl])
        {
            stage.InDialog(new Key('e'), new Key('!'), key).ShouldContain("Leave the prompts as they were?");
            stage.InDialog(() => stage.Shell.EditPrompts(), new Key('!'), key, new Key('l')).ShouldContain("Leave the prompts as they were?");
            stage.Bench.Typing.ShouldBeNull();
        }

        stage.InDialog(new Key('e'), new Key('!'), Key.Backspace, Key.Esc);
        stage.Bench.Typing.ShouldBeNull("nothing was changed in the end");
        stage.Bench.Experiment!.IsChanged.ShouldBeFalse();
    }

    [Fact]
    public void Text_OfAnExperimentThatIsGone_IsOfferedToANewOne()
    {
        using (var stage = Open())
        {
            stage.InDialog(new Key('e'), new Key('!'));
        }

        File.Delete(Path.Combine(_place, "recipes/experiments/tune.yaml"));
        using var again = new EditorStage(_place);
        again.InDialog(again.Shell.DoPending, Key.S.WithCtrl).ShouldContain("three balls!");
        again.Bench.Experiment!.Path.ShouldBeNull();
        again.Bench.Experiment.Current.Prompts.Texts.ShouldBe(["two cats", "three balls!"]);
    }

    private EditorStage Open()
    {
        var stage = new EditorStage(_place);
        stage.Bench.OpenExperiment(Path.Combine(_place, "recipes/experiments/tune.yaml"));
        stage.Press(Key.H.WithAlt).WaitFor("three balls");
        stage.Shell.View.Hierarchy.Select(ExperimentPlace.Prompts);
        return stage;
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
