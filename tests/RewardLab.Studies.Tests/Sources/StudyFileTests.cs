using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Layouts;
using RewardLab.Evaluation.Tia2;
using RewardLab.Runs.Groups;
using RewardLab.Runs.Rows;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;

namespace RewardLab.Studies.Tests.Sources;

public sealed class StudyFileTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Labels_WrittenOutAndTakenInElsewhere_AreTheSame(string format)
    {
        var content = await LabelledAsync();
        var path = Path.Combine(_fixture.Folder, $"out.{format}");
        Action<StudyContent, string> write = format switch
        {
            "json" => StudyExport.WriteTia2,
            "csv" => StudyExport.WriteLabelsCsv,
            _ => StudyExport.WriteLabelsParquet,
        };
        write(content, path);

        // As a benchmark by itself.
        var set = BenchmarkFolder.Open(path).ShouldHaveSingleItem().Set;
        set.Prompts.Sum(prompt => prompt.Images.Count).ShouldBe(5);
        set.Prompts[0].Labels.Good.ToArray().ShouldBe(StudyLabels.From(content, _fixture.Path).Set.Prompts[0].Labels.Good.ToArray());

        // And into an empty study of the same images, twice.
        using var other = Study.Begin(Path.Combine(_fixture.Folder, "other.db"), StudyFixture.Plan(), _fixture.Items(6), _fixture.Time);
        (await StudyImport.RunAsync(other, path)).NewCount.ShouldBe(9);
        (await StudyImport.RunAsync(other, path)).NewCount.ShouldBe(0, "the same file again adds nothing");
        other.Annotators.Count.ShouldBe(2);
        var taken = StudyContent.Read(other.Path);
        taken.Annotators.Select(annotator => annotator.Name).ShouldBe(["Anna", "Ben"], "people stay who they are");
        string[] Labels(StudyContent of) =>
            [.. of.Latest.GroupBy(answer => answer.Answer.Item)
                .OrderBy(item => item.Key)
                .Select(item => $"{item.Key}: {string.Join(' ', item.Select(answer => answer.Answer.Value).Order())}")];
        Labels(taken).ShouldBe(Labels(content));
    }

    [Fact]
    public async Task Tia2File_OfAStudy_IsTheFormatToTheLetter()
    {
        var path = Path.Combine(_fixture.Folder, "human_labels.json");
        StudyExport.WriteTia2(await LabelledAsync(), path);

        File.ReadAllText(path)
            .ReplaceLineEndings("")
            .Replace(" ", "", StringComparison.Ordinal)
            .ShouldStartWith(
                "{\"image_0_0_0.jpg\":{\"image\":\"image_0_0_0.jpg\",\"caption\":\"prompt0\",\"human_labels\":[1,-1],\"file\":\"p000.png\","
                + "\"annotators\":[\"Anna\",\"Ben\"]}");
        using var stream = File.OpenRead(path);
        Tia2AnnotationFile.Read(stream, path)[0].Labels.ShouldBe([LabelValue.Good, LabelValue.Inconclusive]);
        File.ReadAllLines(path + ".images.csv")[..2].ShouldBe(["name,file", "image_0_0_0.jpg,p000.png"]);
    }

    [Fact]
    public async Task Answers_WrittenOut_TellTheWholeHistory()
    {
        var path = Path.Combine(_fixture.Folder, "answers.csv");
        StudyExport.WriteAnswersCsv(await LabelledAsync(), path);

        var rows = RowFile.Read(path);
        rows.Count.ShouldBe(10);
        rows.Count(row => row.Number("revision") == 2).ShouldBe(1);
        rows.ShouldAllBe(row => row.Text("saved_time") == "2026-03-04T05:06:07.000Z" && row.Text("question") == "match");
    }

    [Fact]
    public async Task Import_OfAnotherFileOfTheSameName_AsksWhoseItIs()
    {
        using var study = _fixture.Begin(_fixture.Items(2));
        Directory.CreateDirectory(Path.Combine(_fixture.Folder, "ben"));
        _fixture.Write("labels.csv", "prompt,image,label_1\nprompt 0,p000.png,1\n");
        _fixture.Write("ben/labels.csv", "prompt,image,label_1\nprompt 0,p000.png,0\n");
        (await StudyImport.RunAsync(study, Path.Combine(_fixture.Folder, "labels.csv"))).NewCount.ShouldBe(1);

        (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(study, Path.Combine(_fixture.Folder, "ben/labels.csv"))))
            .Message.ShouldContain("--as NAME");
        (await StudyImport.RunAsync(study, Path.Combine(_fixture.Folder, "ben/labels.csv"), new StudyImportOptions { Name = "Ben" })).NewCount.ShouldBe(1);

        StudyContent.Read(_fixture.Path).Latest.Select(answer => answer.Answer.Value).ShouldBe([1, 0]);
    }

    [Theory]
    [InlineData("prompt,image,label_1\nprompt 0,strange.png,1\n", "'strange.png' of prompt \"prompt 0\" is not an image of this study")]
    [InlineData("prompt,image,grade\nprompt 0,p000.png,.5\n", "has grades, but labels of annotators are needed")]
    [InlineData("prompt,image,label_1\nprompt 0,p000.png,7\n", "a label is 7")]
    public async Task Import_ThatDoesNotFit_ChangesNothing(string csv, string problem)
    {
        _fixture.Write("wrong.csv", csv);
        using var study = _fixture.Begin(_fixture.Items(2));

        (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(study, Path.Combine(_fixture.Folder, "wrong.csv"))))
            .Message.ShouldContain(problem);
        study.Board.AnswerCount.ShouldBe(0);
        study.Annotators.ShouldBeEmpty();
    }

    [Fact]
    public void Images_OfAFolder_HavePromptsByMetadataTableSidecarOrWord()
    {
        foreach (var name in (string[])["a.png", "b.png", "sub/c.png"])
        {
            _fixture.WriteImage(name);
        }

        Should.Throw<RewardLabException>(() => PromptedImages.Read(_fixture.Folder))
            .Message.ShouldContain("The prompt of 'a.png' and of 2 more of 3 images is not known");
        PromptedImages.Read(_fixture.Folder, prompt: "a cat")
            .Select(entry => (entry.Prompt, entry.Image.File))
            .ShouldBe([("a cat", "a.png"), ("a cat", "b.png"), ("a cat", "sub/c.png")]);
        _fixture.Write("a.txt", "from text a\n");
        _fixture.Write("b.txt", "from text b");
        _fixture.Write("sub/c.txt", " from text c ");
        PromptedImages.Read(_fixture.Folder).Select(entry => entry.Prompt).ShouldBe(["from text a", "from text b", "from text c"]);
        _fixture.Write("metadata.jsonl", "{\"file_name\":\"sub/c.png\",\"text\":\"from metadata\"}\n");
        PromptedImages.Read(_fixture.Folder).ShouldHaveSingleItem().Prompt.ShouldBe("from metadata");
        _fixture.Write("mine.csv", "image,prompt\na.png,from table\n");
        PromptedImages.Read(_fixture.Folder, Path.Combine(_fixture.Folder, "mine.csv")).ShouldHaveSingleItem().Prompt.ShouldBe("from table");
        _fixture.Write("mine.csv", "image,prompt\n../../etc/hostname,x\n");
        Should.Throw<RewardLabException>(() => PromptedImages.Read(_fixture.Folder, Path.Combine(_fixture.Folder, "mine.csv")));
        Should.Throw<RewardLabException>(() => PromptedImages.Read(Path.Combine(_fixture.Folder, "nowhere"))).Message.ShouldContain("There is no folder");
    }

    [Fact]
    public void Images_OutsideTheFolder_AreRefusedByName()
    {
        var other = Directory.CreateTempSubdirectory("rewardlab-other-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(other, "x.png"), "x");
            _fixture.Write("mine.csv", $"image,prompt\n{Path.Combine(other, "x.png")},x\n");
            Should.Throw<RewardLabException>(() => PromptedImages.Read(_fixture.Folder, Path.Combine(_fixture.Folder, "mine.csv")))
                .Message.ShouldContain("only files inside are shown");
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void Models_OfARun_AreItsSetsOrItsPicks()
    {
        foreach (var name in (string[])["sets/a/0.png", "sets/b/0.png", "picks/r/1.png", "picks/s/1.png"])
        {
            _fixture.WriteImage(name);
        }

        _fixture.Write("sets/sets.csv", "model,prompt,file\na,cat,sets/a/0.png\nb,cat,sets/b/0.png\n");
        _fixture.Write(
            "picks/picks.csv",
            "reward,n,prompt,rank,score,picture,file\nclip,4,cat,1,.5,x,picks/r/1.png\nclip,16,cat,1,.5,x,picks/r/1.png\nblip,16,cat,1,.5,x,picks/s/1.png\n");
        ModelImageReader.Read(_fixture.Folder, "run").Select(model => model.Model).ShouldBe(["a", "b"]);
        ModelImageReader.Read(_fixture.Folder, "run", candidateCount: 16).Select(model => model.Model).ShouldBe(["clip, best of 16", "blip, best of 16"]);
        Should.Throw<RewardLabException>(() => ModelImageReader.Read(_fixture.Folder, "run", candidateCount: 8)).Message.ShouldContain("Known: 4, 16");
        _fixture.Write("sets/sets.csv", "model,prompt,file\na,cat,../../../etc/passwd\n");
        Should.Throw<RewardLabException>(() => ModelImageReader.Read(_fixture.Folder, "run")).Message.ShouldContain("lies outside");
        _fixture.Write("sets/sets.csv", "model,prompt,file\na,cat,sets/none.png\n");
        Should.Throw<RewardLabException>(() => ModelImageReader.Read(_fixture.Folder, "run")).Message.ShouldContain("there is no image 'sets/none.png'");
    }

    [Fact]
    public void Models_OfARunsImageGroups_AreFoundWhereverTheirListLies()
    {
        foreach (var name in (string[])["groups/a/0.png", "bestofn/selected/n-00004/0000/01.png", "bestofn/selected/n-00016/0000/01.png"])
        {
            _fixture.WriteImage(name);
        }

        var header = string.Join(',', ImageGroupLayout.Columns);
        ImageGroupRow[] selected =
        [
            ImageGroupRow.Selected("clip, of two", 4, 1, 0.5, "3", "cat", "bestofn/selected/n-00004/0000/01.png"),
            ImageGroupRow.Selected("clip, of two", 16, 1, 0.5, "9", "cat", "bestofn/selected/n-00016/0000/01.png"),
        ];
        _fixture.Write("bestofn/selected/image-groups.csv", $"{header}\n{string.Join('\n', selected.Select(row => row.ToCsv()))}\n");

        ModelImageReader.Read(_fixture.Folder, "run").ShouldHaveSingleItem().Model.ShouldBe("clip, of two, best of 16");
        ModelImageReader.Read(_fixture.Folder, "run", candidateCount: 4)
            .ShouldHaveSingleItem()
            .Images["cat"].Single()
            .File.ShouldBe("bestofn/selected/n-00004/0000/01.png");
        ImageGroupReader.Read(_fixture.Folder).ShouldBe(selected);

        _fixture.Write("groups/image-groups.csv", $"{header}\n{new ImageGroupRow("base", "cat", "groups/a/0.png").ToCsv()}\n");
        ModelImageReader.Read(_fixture.Folder, "run").ShouldHaveSingleItem().Model.ShouldBe("base");
    }

    [Fact]
    public void Comparisons_ThatCannotBeMade_SayWhy()
    {
        static ModelImages Model(string name, string prompt, int count) =>
            new(
                name,
                new Dictionary<string, IReadOnlyList<StudyImage>>
                {
                    [prompt] = [.. Enumerable.Range(0, count).Select(i => new StudyImage("/x", $"{name}/{i}.png"))],
                });
        static string Problem(params ModelImages[] models) => Should.Throw<RewardLabException>(() => ComparisonItems.Create(models, 4, 2, false, 0)).Message;

        Problem(Model("a", "cat", 8)).ShouldContain("needs at least two models, but there is only 'a'");
        Problem(Model("a", "cat", 8), Model("a", "cat", 8)).ShouldContain("Two models are named 'a'");
        Problem(Model("a", "cat", 8), Model("b", "dog", 8)).ShouldContain("No prompt has 4 images of two of the models");
        Problem(Model("a", "cat", 3), Model("b", "cat", 8)).ShouldContain("smaller groups with --set-size");
        var items = ComparisonItems.Create([Model("a", "cat", 11), Model("b", "cat", 8), Model("c", "cat", 4)], 4, 2, false, 0);
        items.Select(item => (item.FirstModel, item.SecondModel, item.Set))
            .ShouldBe([("a", "b", 0), ("a", "b", 1), ("a", "c", 0), ("b", "c", 0)], ignoreOrder: true);
        items.Single(item => item.Set == 1).First.Select(image => image.File).ShouldBe(["a/4.png", "a/5.png", "a/6.png", "a/7.png"], ignoreOrder: true);
        ComparisonItems.Create([Model("a", "cat", 4), Model("b", "cat", 4), Model("c", "cat", 4)], 4, 2, true, 0).Count.ShouldBe(2);
    }

    // Six images, of which the last has no label; nine present answers of two annotators, one of them changed.
    private async Task<StudyContent> LabelledAsync()
    {
        using (var study = _fixture.Begin(_fixture.Items(6)))
        {
            var (anna, ben) = (study.Join("Anna"), study.Join("Ben"));
            await study.SaveAsync([.. Enumerable.Range(1, 5).Select(item => new NewAnswer(anna.Id, item, StudyQuestion.Match, item % 2))]);
            await study.SaveAsync([.. Enumerable.Range(1, 4).Select(item => new NewAnswer(ben.Id, item, StudyQuestion.Match, item == 1 ? 0 : 1))]);
            await study.SaveAsync([new NewAnswer(ben.Id, 1, StudyQuestion.Match, -1)]);
        }

        return StudyContent.Read(_fixture.Path);
    }
}
