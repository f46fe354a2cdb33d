using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Evaluation.Tests.Benchmarks;

public sealed class BenchmarkReaderTests
{
    [Fact]
    public void Read_LabelsInAnyColumns_GivesTheSameLabels()
    {
        BenchmarkRow[][] shapes =
        [
            [Row(("prompt", "two cats"), ("image", "a"), ("labels", "1 0 1")), Row(("prompt", "two cats"), ("image", "b"), ("labels", "[0,0,-1]"))],
            [
                Row(("caption", "two cats"), ("image_path", "a"), ("Label_1", "1"), ("Label_2", "0"), ("Label_3", "1")),
                Row(("caption", "two cats"), ("image_path", "b"), ("Label_1", "0"), ("Label_2", "0"), ("Label_3", "-1")),
            ],
            [
                List(("prompt", ["two cats"]), ("image", ["a"]), ("human_labels", ["1", "0", "1"])),
                List(("prompt", ["two cats"]), ("image", ["b"]), ("human_labels", ["0", "0", "-1"])),
            ],
        ];
        foreach (var shape in shapes)
        {
            var prompt = BenchmarkReader.Read("set", shape, "file").Prompts.Single();
            prompt.Prompt.ShouldBe("two cats");
            prompt.Images.ShouldBe(["a", "b"]);
            prompt.Labels.Good.ToArray().ShouldBe([true, false]);
            prompt.Labels.Mean.ToArray().ShouldBe([2.0 / 3, 0.5 / 3]);
            prompt.AnnotatorLabels[1].ShouldBe([LabelValue.Bad, LabelValue.Bad, LabelValue.Inconclusive]);
        }
    }

    [Fact]
    public void Read_LabelsThatAreMissing_AreNoLabel()
    {
        var prompt = BenchmarkReader.Read(
            "set",
            [
                Row(("prompt", "p"), ("image", "a"), ("label_1", ""), ("label_2", "1"), ("label_10", "1")),
                Row(("prompt", "p"), ("image", "b"), ("label_1", "0"), ("label_2", ""), ("label_10", "")),
            ],
            "file").Prompts.Single();
        prompt.AnnotatorLabels.ShouldBe([[null, LabelValue.Good, LabelValue.Good], [LabelValue.Bad, null, null]]);
        prompt.Labels.Good.ToArray().ShouldBe([true, false]);
    }

    [Theory]
    [InlineData("good", "true", 1.0)]
    [InlineData("good", "0", 0.0)]
    [InlineData("grade", "0.25", 0.25)]
    [InlineData("image_text_alignment_rating", "7", 1.0)]
    [InlineData("image_text_alignment_rating", "4", 0.5)]
    [InlineData("image_text_alignment_rating", "1", 0.0)]
    public void Read_Grades_LieOnOneScale(string column, string text, double expected)
    {
        var prompt = BenchmarkReader.Read("set", [Row(("prompt", "p"), ("image", "a"), (column, text))], "file").Prompts.Single();
        prompt.Labels.Mean.ToArray().ShouldBe([expected]);
        prompt.Labels.Good.ToArray().ShouldBe([expected > 0.5]);
        prompt.AnnotatorLabels.ShouldBeEmpty();
    }

    [Fact]
    public void Read_ImageRewardDbsMetadata_GivesRatingsAndChoices()
    {
        var set = BenchmarkReader.Read(
            "set",
            [
                Row(
                    ("image_path", "images/x.webp"), ("prompt_id", "7-1"), ("prompt", "p"), ("rank", "2"), ("overall_rating", "3"),
                    ("image_text_alignment_rating", "6"), ("fidelity_rating", "5")),
                Row(
                    ("image_path", "images/y.webp"), ("prompt_id", "7-1"), ("prompt", "p"), ("rank", "1"), ("overall_rating", "7"),
                    ("image_text_alignment_rating", "3"), ("fidelity_rating", "5")),
                Row(
                    ("image_path", "images/z.webp"), ("prompt_id", "7-1"), ("prompt", "p"), ("rank", "2"), ("overall_rating", "1"),
                    ("image_text_alignment_rating", "1"), ("fidelity_rating", "5")),
            ],
            "file");
        set.Prompts.Single().Labels.Good.ToArray().ShouldBe([true, false, false]);
        set.Choices.ShouldBe(
        [
            new PreferencePair("p", "images/x.webp", "images/y.webp", PreferenceOutcome.Second),
            new PreferencePair("p", "images/x.webp", "images/z.webp", PreferenceOutcome.Tie),
            new PreferencePair("p", "images/y.webp", "images/z.webp", PreferenceOutcome.First),
        ]);
        set.Images.Count.ShouldBe(3);
    }

    [Fact]
    public void Read_PickAPic_GivesItsChoices() =>
        BenchmarkReader.Read(
            "set",
            [
                Row(("caption", "p"), ("image_0_uid", "u0"), ("image_1_uid", "u1"), ("label_0", "1"), ("label_1", "0"), ("has_label", "True")),
                Row(("caption", "p"), ("image_0_uid", "u2"), ("image_1_uid", "u1"), ("label_0", "0.5"), ("label_1", "0.5"), ("has_label", "True")),
                Row(("caption", "p"), ("image_0_uid", "u3"), ("image_1_uid", "u4"), ("label_0", "0"), ("label_1", "0"), ("has_label", "False")),
            ],
            "file")
                .Choices.ShouldBe([new PreferencePair("p", "u0", "u1", PreferenceOutcome.First), new PreferencePair("p", "u2", "u1", PreferenceOutcome.Tie)]);

    [Fact]
    public void Read_RankingAndPlainChoice_AreChoices()
    {
        var set = BenchmarkReader.Read(
            "set",
            [
                List(("prompt", ["p"]), ("generations", ["a", "b"]), ("ranking", ["2", "1"])),
                Row(("prompt", "p"), ("first", "a"), ("second", "c"), ("preferred", "tie")),
            ],
            "file");
        set.Choices.ShouldBe([new PreferencePair("p", "a", "b", PreferenceOutcome.Second), new PreferencePair("p", "a", "c", PreferenceOutcome.Tie)]);
        set.Prompts.ShouldBeEmpty();
    }

    public static TheoryData<string, (string, string)[]> Broken => new()
    {
        { "\"prompt\" is missing", [("image", "a"), ("labels", "1")] },
        { "\"image\" is missing", [("prompt", "p"), ("labels", "1")] },
        { "'a' has no label", [("prompt", "p"), ("image", "a")] },
        { "has no label of any annotator", [("prompt", "p"), ("image", "a"), ("label_1", ""), ("label_2", "")] },
        { "a label is 2, but must be 1 (good), 0 (bad) or -1", [("prompt", "p"), ("image", "a"), ("labels", "1 2")] },
        { "but must be a number", [("prompt", "p"), ("image", "a"), ("labels", "yes")] },
        { "\"good\" is \"perhaps\"", [("prompt", "p"), ("image", "a"), ("good", "perhaps")] },
        { "\"grade\" is 1.5", [("prompt", "p"), ("image", "a"), ("grade", "1.5")] },
        { "\"grade\" is \"NaN\", but must be a number", [("prompt", "p"), ("image", "a"), ("grade", "NaN")] },
        { "must be from 1 to 7", [("prompt", "p"), ("image", "a"), ("image_text_alignment_rating", "0")] },
        { "\"rank\" is 1.5", [("prompt", "p"), ("image", "a"), ("rank", "1.5")] },
        { "\"label_0\" and \"label_1\" are 1 and 1", [("caption", "p"), ("image_0_uid", "a"), ("image_1_uid", "b"), ("label_0", "1"), ("label_1", "1")] },
        { "\"preferred\" is \"left\"", [("prompt", "p"), ("first", "a"), ("second", "b"), ("preferred", "left")] },
        { "\"generations\" must be two or more", [("prompt", "p"), ("generations", "a"), ("ranking", "1")] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_RowThatCannotBe_IsRefusedWithItsPlace(string problem, (string, string)[] cells)
    {
        var message = Should.Throw<RewardLabException>(() => BenchmarkReader.Read("set", [Row(cells)], "file")).Message;
        message.ShouldStartWith("file(2): ");
        message.ShouldContain(problem);
    }

    [Fact]
    public void Read_ImagesThatDoNotFitTogether_AreRefused()
    {
        Message(Row(("prompt", "p"), ("image", "a"), ("labels", "1")), Row(("prompt", "p"), ("image", "a"), ("labels", "0")))
            .ShouldContain("'a' is already labelled for this prompt");
        Message(Row(("prompt", "p"), ("image", "a"), ("labels", "1")), Row(("prompt", "p"), ("image", "b"), ("grade", "0")))
            .ShouldContain("labels of another kind");
        Message(Row(("prompt", "p"), ("image", "a"), ("labels", "1 1")), Row(("prompt", "p"), ("image", "b"), ("labels", "1")))
            .ShouldContain("has 1 labels, where another image of this prompt has 2");
        Message().ShouldContain("file: has neither labelled images nor preferences");
        Should.Throw<RewardLabException>(() => Row(("a", "1"), ("A", "2"))).Message.ShouldContain("column \"A\" comes twice");

        static string Message(params BenchmarkRow[] rows) => Should.Throw<RewardLabException>(() => BenchmarkReader.Read("set", rows, "file")).Message;
    }

    [Fact]
    public void Write_Labels_AreReadBack()
    {
        // Through a JSON reader of its own, so that writer and reader cannot agree on a mistake.
        var set = BenchmarkReader.Read(
            "set",
            [Row(("prompt", "ü \"p\""), ("image", "a/b.png"), ("label_1", "-1"), ("label_2", "")), Row(("prompt", "q"), ("image", "c"), ("grade", "0.5"))],
            "file");
        using var stream = new MemoryStream();
        BenchmarkJson.Write(stream, set);
        using var json = System.Text.Json.JsonDocument.Parse(stream.ToArray());
        var items = json.RootElement.EnumerateArray().ToArray();
        items.Length.ShouldBe(2);
        items[0].GetProperty("prompt").GetString().ShouldBe("ü \"p\"");
        items[0].GetProperty("labels").GetRawText().Where(c => !char.IsWhiteSpace(c)).ShouldBe("[-1,null]");
        items[1].GetProperty("grade").GetDouble().ShouldBe(0.5);
    }

    private static BenchmarkRow Row(params (string Column, string Text)[] cells) =>
        new("file(2)", cells.Select(cell => KeyValuePair.Create<string, IReadOnlyList<string>>(cell.Column, [cell.Text])));

    private static BenchmarkRow List(params (string Column, string[] Texts)[] cells) =>
        new("file(2)", cells.Select(cell => KeyValuePair.Create<string, IReadOnlyList<string>>(cell.Column, cell.Texts)));
}
