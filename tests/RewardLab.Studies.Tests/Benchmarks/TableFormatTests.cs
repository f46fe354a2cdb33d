using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Runs.Images;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Sources;

namespace RewardLab.Studies.Tests.Benchmarks;

/// <summary>Tables as other programs and other systems write them.</summary>
public sealed class TableFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", "prompt,image,label_1,label_2\ntwo cats,a.png,1,-1\n\"one; dog\",b.png,0,\n")]
    [InlineData("a.csv", "prompt;image;label_1;label_2\r\ntwo cats;a.png;1;-1\r\n\"one; dog\";b.png;0;\r\n")]
    [InlineData("a.csv", "sep=;\r\nprompt;image;label_1;label_2\r\ntwo cats;a.png;1;-1\r\n\"one; dog\";b.png;0;\r\n")]
    [InlineData("a.csv", "\uFEFF\"prompt\"\t\"image\"\t\"label_1\"\t\"label_2\"\ntwo cats\ta.png\t1\t-1\none; dog\tb.png\t0\t\n")]
    [InlineData("a.tsv", "prompt\timage\tlabel_1\tlabel_2\ntwo cats\ta.png\t1\t-1\none; dog\tb.png\t0\t\n")]
    [InlineData(
        "a.json",
        "\uFEFF[{\"prompt\": \"two cats\", \"image\": \"a.png\", \"labels\": [\"1\", \"-1\"]}, {\"prompt\": \"one; dog\", \"image\": \"b.png\", "
        + "\"labels\": [\"0\", null]}]")]
    [InlineData(
        "a.jsonl",
        "{\"prompt\": \"two cats\", \"image\": \"a.png\", \"labels\": \"1,-1\"}\n{\"prompt\": \"one; dog\", \"image\": \"b.png\", \"label_1\": "
        + "\"0\", \"label_2\": \"\"}\n")]
    public void Open_TableOfAnyProgram_GivesTheSameLabels(string name, string text)
    {
        var prompts = Open(name, text).Set.Prompts;

        prompts.Select(prompt => prompt.Prompt).ShouldBe(["two cats", "one; dog"]);
        prompts.Select(prompt => prompt.Images.Single()).ShouldBe(["a.png", "b.png"]);
        prompts[0].AnnotatorLabels.Single().ShouldBe([LabelValue.Good, LabelValue.Inconclusive]);
        prompts[1].AnnotatorLabels.Single().ShouldBe([LabelValue.Bad, null]);
    }

    [Theory]
    [InlineData("a.json", "[{\"prompt\": \"a cat\", \"image\": \"a.png\", \"label\": \"0\"}]", LabelValue.Bad)]
    [InlineData("a.jsonl", "{\"prompt\": \"a cat\", \"image\": \"a.png\", \"labels\": [\"0\"]}\n", LabelValue.Bad)]
    [InlineData("a.csv", "prompt,image,label_1\na cat,a.png,\"0\"\n", LabelValue.Bad)]
    [InlineData("a.csv", "prompt,image,label\na cat,a.png,1\n", LabelValue.Good)]
    [InlineData("a.csv", "prompt,image,label\na cat,a.png,skip\n", LabelValue.Inconclusive)]
    [InlineData("a.csv", "prompt,image,label_1\na cat,a.png,Good\n", LabelValue.Good)]
    [InlineData("a.json", "[{\"prompt\": \"a cat\", \"image\": \"a.png\", \"labels\": [false]}]", LabelValue.Bad)]
    public void Open_LabelOfOneAnnotator_IsReadAsTextNumberOrWord(string name, string text, LabelValue expected) =>
        Open(name, text).Set.Prompts.Single().AnnotatorLabels.Single().ShouldBe([expected]);

    [Theory]
    [InlineData("prompt;image;label_1\ntwo cats;a.png\n", "a.csv(2): has 2 fields, but the first line names 3.")]
    [InlineData("sep=;\nprompt;image;label_1\ntwo cats;a.png\n", "a.csv(3): has 2 fields, but the first line names 3.")]
    [InlineData("prompt;image;grade\ntwo cats;a.png;0,5\n", "\"grade\" is \"0,5\", but must be a number")]
    public void Open_TableThatDoesNotFit_IsRefusedByItsLine(string text, string expected) =>
        Should.Throw<RewardLabException>(() => Open("a.csv", text)).Message.ShouldContain(expected);

    [Fact]
    public void Open_Tia2sLabelsAsTexts_AreLabels()
    {
        var set = Open("a.json", """{"image_0_0_0.jpg": {"caption": "two cats", "human_labels": ["1", "0", "-1"]}}""").Set;
        set.Prompts.Single().AnnotatorLabels.Single().ShouldBe([LabelValue.Good, LabelValue.Bad, LabelValue.Inconclusive]);
        Should.Throw<RewardLabException>(() => Open("a.json", """{"image_0_0_0.jpg": {"caption": "two cats", "human_labels": ["good"]}}"""))
            .Message.ShouldContain("it must be 1 (good), 0 (bad) or -1 (inconclusive)");
        Should.Throw<RewardLabException>(() => Open("a.json", """{"image_0_0_0.jpg": {"caption": "\ud800", "human_labels": [1]}}"""))
            .Message.ShouldContain("a.json, entry 0: a text has half a surrogate pair");
    }

    [Fact]
    public void Open_LabelStudiosExport_IsTablesOfItsAnnotators()
    {
        var prompts = Open("export.json", """
            [
              {"id": 1, "annotations": [
                {"id": 11, "completed_by": 3, "result": [{"type": "choices", "from_name": "match", "to_name": "image", "value": {"choices": ["good"]}}], "was_cancelled": false},
                {"id": 12, "completed_by": {"id": 5, "email": "a@b"}, "result": [{"type": "choices", "value": {"choices": ["Skip"]}}], "was_cancelled": false}],
               "data": {"image": "/data/upload/1/1a2b3c4d-cat.png", "prompt": "two cats"}},
              {"id": 2, "annotations": [
                {"id": 13, "completed_by": 5, "result": [{"type": "choices", "value": {"choices": ["bad"]}}], "was_cancelled": false},
                {"id": 14, "completed_by": 3, "result": [], "was_cancelled": true}],
               "data": {"image": "/data/local-files/?d=sub/a%20dog.png", "prompt": "two cats"}},
              {"id": 3, "annotations": [], "data": {"image": "/data/upload/1/1a2b3c4d-later.png", "prompt": "two cats"}}
            ]
            """).Set.Prompts;

        prompts.Single().Prompt.ShouldBe("two cats");
        prompts[0].Images.ShouldBe(["cat.png", "sub/a dog.png"]);
        prompts[0].AnnotatorLabels[0].ShouldBe([LabelValue.Good, LabelValue.Inconclusive]);
        prompts[0].AnnotatorLabels[1].ShouldBe([null, LabelValue.Bad]);
    }

    [Theory]
    [InlineData("", new[] { "a/cat.png", "a/dog.png" })]
    [InlineData(", \"file\": \"tasks.csv\"", new[] { "a/cat.png", "a/dog.png" })]
    [InlineData(", \"file\": \"t.png\"", new[] { "a/cat.png", "a/dog.png" })]
    [InlineData(", \"file\": \"dog.png\"", new[] { "a/cat.png", "dog.png" })]
    [InlineData(", \"file\": \"a/dog.png\"", new[] { "a/cat.png", "a/dog.png" })]
    [InlineData(", \"file\": \"there.png\", \"sha256\": \"ab\"", new[] { "there.png" })]
    public void Open_LabelStudiosExportWithAFile_IsTheImagesNameOnlyWhereItIsTheImages(string more, string[] expected)
    {
        var tasks = new[] { "cat", "dog" }.Select(
            name => $$$"""
                {"annotations": [{"completed_by": 3, "result": [{"type": "choices", "value": {"choices": ["good"]}}]}],
                 "data": {"image": "/data/local-files/?d=a/{{{name}}}.png", "prompt": "pets"{{{more}}}}}
                """);

        // With the hash, both are the same image, and the file is wrong: that is said.
        if (expected.Length == 1)
        {
            Should.Throw<RewardLabException>(() => Open("export.json", $"[{string.Join(',', tasks)}]")).Message.ShouldContain(expected[0]);
            return;
        }

        Open("export.json", $"[{string.Join(',', tasks)}]").Set.Prompts.ShouldHaveSingleItem().Images.ShouldBe(expected);
    }

    [Fact]
    public void Open_LabelStudiosSmallExport_IsTablesOfItsAnnotators()
    {
        var prompts = Open("export.json", """
            [
              {"image": "/data/upload/1/1a2b3c4d-cat.png", "prompt": "two cats", "id": 1, "label": "good", "annotator": 3, "annotation_id": 11,
               "created_at": "2026-03-01T10:00:00.000000Z", "updated_at": "2026-03-01T10:00:00.000000Z", "lead_time": 2.5},
              {"image": "/data/upload/1/1a2b3c4d-cat.png", "prompt": "two cats", "id": 1, "label": "skip", "annotator": 5, "annotation_id": 12, "lead_time": 1.5},
              {"image": "/data/local-files/?d=images/a%20dog.png", "prompt": "two cats", "id": 2, "label": "bad", "annotator": 5, "annotation_id": 13},
              {"image": "/data/local-files/?d=images/later.png", "prompt": "two cats", "id": 3, "annotator": 5, "annotation_id": 14}
            ]
            """).Set.Prompts;

        prompts.ShouldHaveSingleItem().Images.ShouldBe(["cat.png", "images/a dog.png"]);
        prompts[0].AnnotatorLabels[0].ShouldBe([LabelValue.Good, LabelValue.Inconclusive]);
        prompts[0].AnnotatorLabels[1].ShouldBe([null, LabelValue.Bad]);
    }

    [Theory]
    [InlineData(
        """[{"image": "a.png", "prompt": "cat", "id": 1, "label": "so so", "annotator": 1, "annotation_id": 2}]""",
        "item 0: the choice is \"so so\"; it must be good, bad or skip.")]
    [InlineData(
        """[{"image": "a.png", "prompt": "cat", "id": 1, "label": "good", "annotator": 1, "annotation_id": 2}, {"id": 1}]""",
        "item 1: is not an annotation of Label Studio")]
    [InlineData(
        """[{"data": {"image": "a.png", "prompt": "cat"}, "annotations": [{"completed_by": 1, "result": [{"value": {"choices": ["so so"]}}]}]}]""",
        "item 0, annotation 0: the choice is \"so so\"; it must be good, bad or skip.")]
    [InlineData(
        """[{"data": {"image": "a.png"}, "annotations": [{"completed_by": 1, "result": [{"value": {"choices": ["good"]}}]}]}]""",
        "item 0: \"data\" has no prompt")]
    [InlineData(
        """[{"data": {"image": "a.png", "prompt": "cat"}, "annotations": [{"completed_by": 1, "result": [{"value": {"rating": 3}}]}]}]""", "without answers")]
    [InlineData(
        """[{"data": {"image": "a.png", "prompt": "cat"}, "annotations": [{"completed_by": 1, "result": [{"value": {"choices": ["good"]}}, {"value": """
        + """{"choices": ["bad"]}}]}]}]""",
        "holds 2 choices, good, bad")]
    [InlineData("""[{"data": {"image": "a.png", "prompt": "cat"}, "annotations": []}, {"id": 7}]""", "item 1: is not a task of Label Studio")]
    [InlineData(
        """[{"data": {"image": "a.png", "prompt": "\ud800"}, "annotations": [{"completed_by": 1, "result": [{"value": {"choices": ["good"]}}]}]}]""",
        "half a surrogate pair")]
    public void Open_LabelStudiosExportOfOtherAnswers_SaysWhatIsWrong(string text, string expected)
    {
        var message = Should.Throw<RewardLabException>(() => Open("export.json", text)).Message;
        message.ShouldContain(expected);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Path_WithBackslashes_IsFoundOnAnySystem()
    {
        Directory.CreateDirectory(_folder["images/cats"]);
        foreach (var name in new[] { "images/cats/a.png", "b.png" })
        {
            using var file = File.Create(_folder[name]);
            ImageFiles.WritePng(file, new ImageBatch(new byte[12], 1, 2, 2), 0);
        }

        var source = Open("a.csv", "prompt,image,label_1\ntwo cats,images\\cats\\a.png,1\n");
        source.PathOf(source.Set.Prompts[0].Images[0]).ShouldBe(_folder["images/cats/a.png"]);
        source.PathOf("images\\cats\\a").ShouldBe(_folder["images/cats/a.png"]);
        source.PathOf("images\\cats\\c.png").ShouldBeNull();

        var images = PromptedImages.Read(_folder.Path, Write("pairs.csv", "image,prompt\nimages\\cats\\a.png,two cats\nb.png,a dog\n"));
        images.Select(entry => (entry.Prompt, entry.Image.File)).ShouldBe([("a dog", "b.png"), ("two cats", "images/cats/a.png")]);
    }

    [Fact]
    public void Path_WhoseNameHoldsABackslash_IsTakenAsItStands()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        File.WriteAllText(_folder["a\\b.png"], "");
        Directory.CreateDirectory(_folder["a"]);
        File.WriteAllText(_folder["a/b.png"], "");
        NamedFile.Find(_folder.Path, "a\\b.png").ShouldBe(_folder["a\\b.png"]);
        File.Delete(_folder["a\\b.png"]);
        NamedFile.Find(_folder.Path, "a\\b.png").ShouldBe(_folder["a/b.png"]);
        NamedFile.Find(_folder.Path, "a\0b.png").ShouldBeNull();
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.parquet")]
    [InlineData("a.csv")]
    [InlineData("a.json")]
    [InlineData("a.db")]
    public void File_ThatStandsInForAnother_IsNamed(string name)
    {
        foreach (var (content, expected) in new[]
        {
            ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 5\n", "is a pointer of Git LFS"),
            ("<!DOCTYPE html><title>Sign in</title>", "is a web page"),
        })
        {
            var path = Write(name, content);
            Should.Throw<RewardLabException>(() => name.EndsWith(".png", StringComparison.Ordinal) ? (object)ImageFiles.Read(path) : BenchmarkFolder.Open(path))
                .Message.ShouldContain(expected);
        }
    }

    private BenchmarkSource Open(string name, string text) => BenchmarkFolder.Open(Write(name, text)).Single();

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
