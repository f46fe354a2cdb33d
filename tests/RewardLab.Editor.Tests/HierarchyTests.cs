using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Inspector;
using RewardLab.Hosting;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Tests;

/// <summary>The experiment as a tree: composed, changed, taken back, saved.</summary>
public sealed class HierarchyTests : IDisposable
{
    private static readonly IReadOnlyList<ComponentDescription> Components =
    [
        new(ComponentKind.ImageModel, "painter", "paints", "p", typeof(PainterOptions)),
        new(ComponentKind.Reward, "warm", "likes warmth", "p", typeof(NoOptions)),
        new(ComponentKind.Reward, "cold", "likes cold", "p", typeof(NoOptions)),
        new(ComponentKind.PromptGenerator, "rules", "contrasts", "p", typeof(NoOptions)),
        new(ComponentKind.Ensemble, "mean", "average", "p", typeof(NoOptions)),
        new(ComponentKind.Algorithm, "climb", "climbs", "p", typeof(NoOptions)),
    ];

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-hierarchy-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Experiment_ComposedByMenus_SavesAndLoadsInTheSameBytes()
    {
        var document = Begin();

        Compose(document);

        document.Problems.ShouldBeEmpty();
        document.Obstacle.ShouldBeNull();
        var path = Path.Combine(_place, "mine.yaml");
        document.Save(path);
        document.IsChanged.ShouldBeFalse();
        var saved = File.ReadAllText(path);
        saved.ShouldBe("""
            model: painter
            prompts:
            - new prompt
            reward:
              ensemble: mean
              members:
              - textNorm:
                  reward: warm
                generator: rules
              - reward: cold
            optimizer: climb
            heldOut:
              cold:
                reward: cold

            """);
        var again = new ExperimentDocument(path, Folders());
        again.Use(Components);
        again.HasHandwriting.ShouldBeFalse();
        again.Save(path);
        File.ReadAllText(path).ShouldBe(saved);
    }

    [Fact]
    public void Menu_OfEachNode_ListsEveryComponentThatFits()
    {
        var document = Begin();
        Compose(document);

        Titles(document, ExperimentPlace.Optimizer).ShouldBe(["remove climb"]);
        Titles(document, ExperimentPlace.HeldOut).ShouldBe(["add held-out reward warm", "add held-out reward cold"]);
        Titles(document, "reward.members[1]").ShouldBe(
            ["calibrate by TextNorm", "put into ensemble mean", "replace with warm", "duplicate", "move up", "remove"]);
        Titles(document, "reward").ShouldContain("add member warm");
        Titles(document, "reward.members[0]").ShouldContain("remove TextNorm");
    }

    [Fact]
    public void Edits_UndoneAndRedone_AreTakenBackOneByOne()
    {
        var document = Begin();
        Compose(document);
        var whole = ExperimentYaml.ToText(document.Current);

        while (document.History.Undo() is not null)
        {
        }

        ExperimentYaml.ToText(document.Current).ShouldBe("{}\n");
        while (document.History.Redo() is not null)
        {
        }

        ExperimentYaml.ToText(document.Current).ShouldBe(whole);
    }

    [Fact]
    public void Inspector_OptionsOfAComponent_AreSetCheckedAndReset()
    {
        var document = Begin();
        Choose(document, ExperimentPlace.Model, "use painter");
        var inspected = new NodeInspection(document, ExperimentPlace.Model);
        inspected.Fields.Select(field => (field.Name, field.Kind, field.Text)).ShouldBe(
        [
            ("strokes", FieldKind.Number, "8"), ("style", FieldKind.Choice, "flat"), ("isDry", FieldKind.Flag, "false"), ("palette", FieldKind.Path, ""),
            ("sizes", FieldKind.Text, "[1, 2]"),
        ]);

        inspected.Set(inspected.Fields[0], "12");
        inspected.Set(inspected.Fields[4], "3, 4");
        document.Current.Model!.Options.Keys.ShouldBe(["strokes", "sizes"]);
        document.Current.Model.Options["strokes"].ShouldBe(12L);
        document.Current.Model.Options["sizes"].ShouldBe(new List<object?> { 3L, 4L });

        inspected.Set(inspected.Fields[0], "99");
        inspected.Fields[0].Problem.ShouldBe("must be whole number, 1 to 20");
        document.Obstacle.ShouldBe("model: strokes is '99', which is not allowed.");
        document.Current.Model.Options["strokes"].ShouldBe(12L);

        inspected.Set(inspected.Fields[0], inspected.Fields[0].Default);
        document.Current.Model.Options.Keys.ShouldBe(["sizes"]);
        document.History.Undo();
        inspected.Fields[0].Text.ShouldBe("12");
        document.History.Undo();
        document.History.Undo();
        inspected.Fields[0].Text.ShouldBe("8");
    }

    [Fact]
    public void Inspector_ScaleOrTemperatureOfTextNorm_AreNotBoth()
    {
        var document = Begin();
        Compose(document);
        var inspected = new NodeInspection(document, "reward.members[0]");
        Field Field(string name) => inspected.Fields.First(field => field.Name == name);
        document.Rows.First(row => row.Place == "reward.members[0]").Title.ShouldBe("TextNorm scale 10");
        inspected.Fields.Select(field => (field.Name, field.Kind, field.Text))
            .ShouldBe([("variant", FieldKind.Choice, ""), ("tau", FieldKind.Number, ""), ("scale", FieldKind.Number, "")]);

        inspected.Set(Field("scale"), "3");
        document.Rows.First(row => row.Place == "reward.members[0]").Title.ShouldBe("TextNorm scale 3");
        inspected.Set(Field("tau"), "0.3");
        Field("tau").Problem!.ShouldStartWith("give either tau");
        document.Rows.First(row => row.Place == "reward.members[0]").Title.ShouldBe("TextNorm scale 3");
        document.Obstacle.ShouldBe("reward.members[0]: tau is '0.3', which is not allowed.");

        inspected.Set(Field("tau"), "");
        inspected.Set(Field("scale"), "");
        inspected.Set(Field("tau"), "0.3");
        document.Rows.First(row => row.Place == "reward.members[0]").Title.ShouldBe("TextNorm tau 0.3");
        document.Obstacle.ShouldBeNull();
    }

    [Fact]
    public void Drafts_WhileTheTreeAroundThemChanges_AreKept()
    {
        var document = Begin();
        Compose(document);
        var tau = new NodeInspection(document, "reward.members[0]");
        tau.Set(tau.Fields.First(field => field.Name == "tau"), "hot");

        document.Do(document.Rows.First(row => row.Place == "reward.members[0]").MoveDown!);

        document.Drafts.ShouldHaveSingleItem().Key.ShouldBe(("reward.members[1]", "tau"));
        new NodeInspection(document, "reward.members[1]").Fields.First(field => field.Name == "tau").Text.ShouldBe("hot");
        document.Do(document.Rows.First(row => row.Place == "reward.members[1]").Removal!);
        document.Drafts.ShouldBeEmpty();
        document.History.Undo();
        document.Drafts.ShouldHaveSingleItem();
    }

    [Fact]
    public void Inspector_PromptsAndHeldOutRewards_AreWordsThatMustDiffer()
    {
        var document = Begin();
        Compose(document);
        Choose(document, ExperimentPlace.Prompts, "add a prompt");

        var prompt = new NodeInspection(document, ExperimentPlace.Prompt(0));
        prompt.Set(prompt.Fields[0], "two cats");
        document.Current.Prompts.Texts.ShouldBe(["two cats", "new prompt"]);
        prompt.Set(prompt.Fields[0], "new prompt");
        prompt.Fields[0].Problem.ShouldBe("must differ from the other prompts");
        document.Current.Prompts.Texts[0].ShouldBe("two cats");

        var heldOutReward = new NodeInspection(document, ExperimentPlace.HeldOutItem(0));
        heldOutReward.Set(heldOutReward.Fields[0], "frost");
        document.Current.HeldOutRewards[0].Name.ShouldBe("frost");
    }

    [Fact]
    public void File_WrittenByHand_IsKnownAndKeptUntilSaved()
    {
        var path = Path.Combine(_place, "hand.yaml");
        File.WriteAllText(path, "# mine\nmodel: painter\n");

        var document = new ExperimentDocument(path, Folders());

        document.IsChanged.ShouldBeFalse();
        document.ToJob("runs").Arguments.Take(2).ShouldBe(["run", path]);
        document.HasHandwriting.ShouldBeFalse("what is saved is the text as it is");
        document.Use(Components);
        Choose(document, ExperimentPlace.Optimizer, "use climb");
        document.HasHandwriting.ShouldBeTrue();
    }

    [Fact]
    public void HeldOutReward_ReplacedOrWrapped_TakesTheNameOfWhatItIsNow()
    {
        var document = Begin();
        Choose(document, ExperimentPlace.HeldOut, "add held-out reward cold");
        var place = ExperimentPlace.HeldOutItem(0);
        string Name() => document.Current.HeldOutRewards[0].Name;

        Choose(document, place, "replace with warm");
        Name().ShouldBe("warm", "curves of two rewards must not have one name");
        Choose(document, place, "calibrate by TextNorm");
        Name().ShouldBe("TextNorm warm");
        document.History.Undo();
        Name().ShouldBe("warm");

        // A name of the user's own stays with the model, and goes with it.
        var inspected = new NodeInspection(document, place);
        inspected.Set(inspected.Fields[0], "truth");
        Choose(document, place, "put into ensemble mean");
        Name().ShouldBe("truth");
        Choose(document, place, "replace with cold");
        Name().ShouldBe("cold");

        // Two of a kind are told apart.
        Choose(document, ExperimentPlace.HeldOut, "add held-out reward warm");
        Choose(document, ExperimentPlace.HeldOutItem(1), "replace with cold");
        document.Current.HeldOutRewards.Select(one => one.Name).ShouldBe(["cold", "cold 2"]);
    }

    [Fact]
    public void File_ChangedOnDisk_IsLoadedWhereNothingIsUnsavedAndElseKeptApart()
    {
        var path = Path.Combine(_place, "shared.yaml");
        WriteLater(path, "model: painter\n", seconds: 0);
        var document = new ExperimentDocument(path, Folders());
        document.Use(Components);

        WriteLater(path, "model: painter\nreward: {reward: warm}\n", seconds: 1);
        document.Poll().ShouldBe(ExperimentFileChange.Reloaded);
        document.Current.Reward.ShouldNotBeNull();
        document.IsChanged.ShouldBeFalse();
        document.Poll().ShouldBe(ExperimentFileChange.None);

        Choose(document, ExperimentPlace.Optimizer, "use climb");
        WriteLater(path, "model: painter\nreward: {reward: cold}\n", seconds: 2);
        document.Poll().ShouldBe(ExperimentFileChange.Conflict);
        document.Current.Optimizer.ShouldNotBeNull();
        document.ForeignText.ShouldBe("model: painter\nreward: {reward: cold}\n");

        document.TakeForeign();
        (document.Current.Optimizer, document.IsChanged, document.ForeignText).ShouldBe((null, false, null));
        document.History.Undo();
        document.Current.Optimizer.ShouldNotBeNull();

        WriteLater(path, "model: [nonsense\nreward: x\n", seconds: 3);
        document.History.Redo();
        Should.Throw<RewardLabException>(() => document.Poll()).Message.ShouldContain("shared.yaml(");
        document.Poll().ShouldBe(ExperimentFileChange.None, "it is told once");
        document.Current.Reward.ShouldNotBeNull();
        File.Delete(path);
        document.Poll().ShouldBe(ExperimentFileChange.Gone);
    }

    [Fact]
    public void Session_OfUnsavedChanges_BringsThemBack()
    {
        var path = Path.Combine(_place, "mine.yaml");
        File.WriteAllText(path, "model: painter\n");
        var document = new ExperimentDocument(path, Folders());
        document.Use(Components);
        document.Keep().ShouldBeNull();
        Choose(document, ExperimentPlace.Reward, "use warm");
        var inspected = new NodeInspection(document, ExperimentPlace.Model);
        inspected.Set(inspected.Fields[0], "ninety");
        document.Run.Seed.Text = "7";

        var again = ExperimentDocument.Recover(document.Keep()!, Folders());
        again.Use(Components);

        ExperimentYaml.ToText(again.Current).ShouldBe(ExperimentYaml.ToText(document.Current));
        again.Drafts.ShouldBe(document.Drafts);
        (again.Path, again.IsChanged, again.Run.Seed.Text).ShouldBe((path, true, "7"));
        again.Poll().ShouldBe(ExperimentFileChange.None);
        again.History.Undo();
        again.IsChanged.ShouldBeFalse();

        File.WriteAllText(path, "model: other\n");
        ExperimentDocument.Recover(document.Keep()!, Folders()).Poll().ShouldBe(ExperimentFileChange.Conflict, "it changed while nobody looked");
    }

    [Fact]
    public void Save_WhereNothingCanBeWritten_LosesNothing()
    {
        var document = Begin();
        Compose(document);
        File.WriteAllText(Path.Combine(_place, "file"), "");

        Should.Throw<RewardLabException>(() => document.Save(Path.Combine(_place, "file", "mine.yaml"))).Message.ShouldContain("mine.yaml");

        (document.Path, document.IsChanged).ShouldBe((null, true));
    }

    [Fact]
    public void Job_OfAnExperimentWithUnsavedChanges_RunsWhatIsSeen()
    {
        var document = Begin();
        Compose(document);

        var job = document.ToJob("runs");

        job.Title.ShouldBe("new experiment");
        File.ReadAllText(job.Arguments[1]).ShouldBe(ExperimentYaml.ToText(document.Current));
    }

    private static void Compose(ExperimentDocument document)
    {
        Choose(document, ExperimentPlace.Model, "use painter");
        Choose(document, ExperimentPlace.Prompts, "add a prompt");
        Choose(document, ExperimentPlace.Reward, "use warm");
        Choose(document, ExperimentPlace.Reward, "calibrate by TextNorm");
        Choose(document, ExperimentPlace.Reward, "put into ensemble mean");
        Choose(document, ExperimentPlace.Reward, "add member cold");
        Choose(document, ExperimentPlace.Optimizer, "use climb");
        Choose(document, ExperimentPlace.HeldOut, "add held-out reward cold");
    }

    private static void Choose(ExperimentDocument document, string place, string title) =>
        document.Do(document.Rows.First(row => row.Place == place).Menu.First(choice => choice.Title == title));

    private static void WriteLater(string path, string text, int seconds)
    {
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, seconds, DateTimeKind.Utc));
    }

    private static string[] Titles(ExperimentDocument document, string place) =>
        [.. document.Rows.First(row => row.Place == place).Menu.Select(choice => choice.Title)];

    private ExperimentDocument Begin()
    {
        var document = new ExperimentDocument(null, Folders());
        document.Use(Components);
        return document;
    }

    private UserFolders Folders() => new(Path.Combine(_place, "home"), [], Path.Combine(_place, "cache"));

    /// <summary>Options of every kind.</summary>
    public sealed record PainterOptions
    {
        /// <summary>A number with a range.</summary>
        [Description("strokes an image")]
        [Range(1, 20)]
        public int Strokes { get; init; } = 8;

        /// <summary>An option with choices.</summary>
        [AllowedValues("flat", "deep")]
        public string Style { get; init; } = "flat";

        /// <summary>An option that is on or off.</summary>
        public bool IsDry { get; init; }

        /// <summary>An option that names a file.</summary>
        [PathOption]
        public string Palette { get; init; } = "";

        /// <summary>An option of several values.</summary>
        public IReadOnlyList<int> Sizes { get; init; } = [1, 2];
    }
}
