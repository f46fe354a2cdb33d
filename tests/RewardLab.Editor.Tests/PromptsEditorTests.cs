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
