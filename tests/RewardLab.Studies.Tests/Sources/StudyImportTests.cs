using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;

namespace RewardLab.Studies.Tests.Sources;

/// <summary>Answers that leave a study and come into another: on the same images, of the same people.</summary>
public sealed class StudyImportTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("out.json")]
    [InlineData("out.csv")]
    [InlineData("out.parquet")]
    [InlineData("label-studio.json")]
    public async Task Labels_OfImagesThatHaveMoved_StayWithTheirImages(string name)
    {
        var content = await LabelledAsync();
        Write(content, At(name));

        // The folder has changed: the images have other names and places, and there is one more.
        Turn(4);
        WriteImage("a.png", 99);
        using var other = Study.Begin(At("other.db"), StudyFixture.Plan(), Items("a.png", "p000.png", "p001.png", "p002.png", "p003.png"), _fixture.Time);
        (await StudyImport.RunAsync(other, At(name))).ShouldSatisfyAllConditions(
            result => result.NewCount.ShouldBe(6),
            result => result.Annotators.ShouldBe(["Anna", "Ben"], ignoreOrder: true));
        (await StudyImport.RunAsync(other, At(name))).ShouldSatisfyAllConditions(
            result => result.NewCount.ShouldBe(0, "once is enough"),
            result => result.KnownCount.ShouldBe(6));

        var taken = StudyContent.Read(other.Path);
        ByHash(taken).ShouldBe(ByHash(content));
        taken.Changes[^1].Text.ShouldContain($"imported 6 answers of Anna, Ben from {name}");
    }

    [Fact]
    public async Task Image_ThatIsAnotherOne_IsRefusedByName()
    {
        var content = await LabelledAsync();
        StudyExport.WriteTia2(content, At("out.json"));
        WriteImage("p001.png", 77);
        using var other = Study.Begin(At("other.db"), StudyFixture.Plan(), Items("p000.png", "p001.png", "p002.png", "p003.png"), _fixture.Time);

        (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(other, At("out.json"))))
            .Message.ShouldContain("'p001.png' of prompt \"prompt\" shows something else than this study's");
        other.Board.AnswerCount.ShouldBe(0);
        other.Annotators.ShouldBeEmpty();
    }

    [Fact]
    public async Task Positions_Alone_AreTakenWhereThatIsSaidAndCountsAgree()
    {
        var content = await LabelledAsync();
        StudyExport.WriteTia2(content, At("out.json"));
        var plain = JsonNode.Parse(File.ReadAllText(At("out.json")))!.AsObject();
        foreach (var entry in plain.Select(entry => entry.Value!.AsObject()))
        {
            foreach (var field in (string[])["file", "sha256", "annotators"])
            {
                entry.Remove(field);
            }
        }

        File.WriteAllText(At("plain.json"), plain.ToJsonString());
        var byPosition = new StudyImportOptions { IsByPosition = true };
        using (var larger = Study.Begin(At("larger.db"), StudyFixture.Plan(), Items("p000.png", "p001.png", "p002.png", "p003.png"), _fixture.Time))
        {
            (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(larger, At("plain.json")))).Message.ShouldContain("--by-position");
            (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(larger, At("plain.json"), byPosition)))
                .Message.ShouldContain("has 3 images of prompt \"prompt\", where the study has 4");
            larger.Board.AnswerCount.ShouldBe(0);
        }

        using var same = Study.Begin(At("same.db"), StudyFixture.Plan(), Items("p000.png", "p001.png", "p002.png"), _fixture.Time);
        (await StudyImport.RunAsync(same, At("plain.json"), byPosition)).NewCount.ShouldBe(6);

        // The table beside an export names the files.
        File.Copy(At("out.json.images.csv"), At("plain.json.images.csv"));
        using var tabled = Study.Begin(At("tabled.db"), StudyFixture.Plan(), Items("p000.png", "p001.png", "p002.png", "p003.png"), _fixture.Time);
        (await StudyImport.RunAsync(tabled, At("plain.json"))).NewCount.ShouldBe(6);
    }

    [Theory]
    [InlineData("answers.csv")]
    [InlineData("labels.db")]
    public async Task Answers_OfTheStudyItself_AreNoNews(string name)
    {
        var content = await LabelledAsync();
        StudyExport.WriteAnswersCsv(content, At("answers.csv"));
        File.Copy(_fixture.Path, At("copy.db"));
        using var study = Study.Open(At("copy.db"), _fixture.Time);

        var result = await StudyImport.RunAsync(study, At(name));
        (result.NewCount, result.KnownCount, result.OlderCount).ShouldBe((0, 7, 0));
        study.Annotators.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("answers.csv")]
    [InlineData("other.db")]
    public async Task Studies_OfTwoMachines_MergeWithIdentitiesTimesAndChanges(string name)
    {
        var content = await LabelledAsync();
        File.Copy(_fixture.Path, At("other.db"));
        string anna, dora;
        using (var other = Study.Open(At("other.db"), _fixture.Time))
        {
            _fixture.Time.Advance(TimeSpan.FromHours(1));
            anna = other.Join("ANNA").Token;
            dora = other.Join("Dora").Token;
            await other.SaveAsync([new NewAnswer(1, 2, StudyQuestion.Match, 0) { TakenMilliseconds = 900, Key = "anna again" }]);
            await other.SaveAsync([new NewAnswer(other.Join("Dora").Id, 4, StudyQuestion.Match, -1) { TakenMilliseconds = 800 }]);
            await other.SaveAsync([new NewAnswer(other.JoinReward("clip").Id, 4, StudyQuestion.Match, 1)]);
            await other.SaveAsync([new NewAnswer(2, 1, StudyQuestion.Match, 0)]);
        }

        StudyExport.WriteAnswersCsv(StudyContent.Read(At("other.db")), At("answers.csv"));
        _fixture.Time.Advance(TimeSpan.FromHours(1));
        using (var study = Study.Open(_fixture.Path, _fixture.Time))
        {
            await study.SaveAsync([new NewAnswer(2, 1, StudyQuestion.Match, 1)]); // Ben, after what he said on the other machine
            var result = await StudyImport.RunAsync(study, At(name));
            (result.NewCount, result.OlderCount).ShouldBe((3, 1));
            (await StudyImport.RunAsync(study, At(name))).NewCount.ShouldBe(0);
        }

        var merged = StudyContent.Read(_fixture.Path);
        merged.People.Select(person => person.Name).ShouldBe(["Anna", "Ben", "Dora"]);
        merged.RewardAnnotators.ShouldHaveSingleItem().Name.ShouldBe("clip");
        merged.Latest.Single(kept => kept.Answer is { Annotator: 1, Item: 2 }).Answer.ShouldSatisfyAllConditions(
            answer => answer.Value.ShouldBe(0),
            answer => answer.TakenMilliseconds.ShouldBe(900));
        merged.Latest.Single(kept => kept.Answer is { Annotator: 2, Item: 1 }).Answer.Value.ShouldBe(1, "the later answer counts");
        merged.Answers.Single(kept => kept.Answer.TakenMilliseconds == 800).Saved.ShouldBe(content.Answers[0].Saved + TimeSpan.FromHours(1));
        merged.People[0].Token.ShouldBe(anna);
        if (name.EndsWith(".db", StringComparison.Ordinal))
        {
            merged.People[2].Token.ShouldBe(dora, "her link lives on");
        }
    }

    [Fact]
    public async Task Notes_OfTwoMachines_MergeAndTheLaterStands()
    {
        await LabelledAsync();
        File.Copy(_fixture.Path, At("other.db"));
        using (var other = Study.Open(At("other.db"), _fixture.Time))
        {
            _fixture.Time.Advance(TimeSpan.FromHours(1));
            other.Present(new StudyPresentation { HasComments = true });
            other.Save(new NewComment(1, 2, "blurred") { Key = "0123456789" });
            other.Save(new NewComment(other.Join("Dora").Id, 1, "a dog"));
            other.Save(new NewAdjudication(2, StudyQuestion.Match, 1, "Ada", "clear"));
            other.Save(new NewAdjudication(3, StudyQuestion.Match, 0, "Ada", ""));
        }

        _fixture.Time.Advance(TimeSpan.FromHours(1));
        using (var study = Study.Open(_fixture.Path, _fixture.Time))
        {
            study.Save(new NewAdjudication(3, StudyQuestion.Match, 1, "Ben", "seen again"));
            var result = await StudyImport.RunAsync(study, At("other.db"));
            (result.CommentCount, result.DecisionCount).ShouldBe((2, 1));
            (await StudyImport.RunAsync(study, At("other.db"))).ShouldSatisfyAllConditions(
                again => again.CommentCount.ShouldBe(0),
                again => again.DecisionCount.ShouldBe(0));
            study.CommentOf(study.Find("Anna")!, 2).ShouldBe("blurred");
        }

        var (merged, from) = (StudyContent.Read(_fixture.Path), StudyContent.Read(At("other.db")));
        merged.LatestComments.Select(kept => (kept.Comment.Item, kept.Comment.Text, kept.Saved))
            .ShouldBe(from.LatestComments.Select(kept => (kept.Comment.Item, kept.Comment.Text, kept.Saved)));
        merged.People.Select(person => person.Name).ShouldBe(["Anna", "Ben", "Dora"]);
        merged.LatestAdjudications.Select(kept => (kept.Decision.Item, kept.Decision.Value, kept.Decision.Adjudicator))
            .ShouldBe([(2, 1, "Ada"), (3, 1, "Ben")]);
        merged.Changes[^1].Text.ShouldBe("imported 2 comments and 1 decision from other.db");

        StudyNotesExport.WriteCommentsCsv(merged, At("comments.csv"));
        using var closed = Study.Open(_fixture.Path, _fixture.Time);
        (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(closed, At("comments.csv"))))
            .Message.ShouldContain("another study's file (.db)");
    }

    [Fact]
    public async Task Comparisons_OfTwoMachines_Merge()
    {
        _fixture.Begin(_fixture.Comparisons(models: 2, prompts: 3, sets: 1)).Dispose();
        File.Copy(_fixture.Path, At("other.db"));
        using (var other = Study.Open(At("other.db"), _fixture.Time))
        {
            await other.SaveAsync([new NewAnswer(other.Join("Anna").Id, 2, StudyQuestion.Alignment, 1) { IsSwapped = true }]);
        }

        using var study = Study.Open(_fixture.Path, _fixture.Time);
        (await StudyImport.RunAsync(study, At("other.db"))).NewCount.ShouldBe(1);
        StudyContent.Read(_fixture.Path).Answers.ShouldHaveSingleItem().Answer.ShouldSatisfyAllConditions(
            answer => answer.Item.ShouldBe(2),
            answer => answer.IsSwapped.ShouldBeTrue());
    }

    [Fact]
    public async Task Items_OfAnotherStudy_AreAddedWhereThatIsAskedFor()
    {
        await LabelledAsync();
        WriteImage("b.png", 55);
        using (var other = Study.Begin(At("other.db"), StudyFixture.Plan(), Items("p003.png", "b.png"), _fixture.Time))
        {
            await other.SaveAsync([new NewAnswer(other.Join("Dora").Id, 2, StudyQuestion.Match, 1)]);
        }

        using (var study = Study.Open(_fixture.Path, _fixture.Time))
        {
            (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(study, At("other.db"))))
                .Message.ShouldContain("'b.png' of prompt \"prompt\" is not an image of this study");
        }

        using (var editor = StudyEditor.Open(_fixture.Path, _fixture.Time))
        {
            editor.Add(StudyImport.Missing(StudyContent.Read(_fixture.Path), At("other.db"))).ShouldBe(1);
        }

        using var again = Study.Open(_fixture.Path, _fixture.Time);
        again.Items.Count.ShouldBe(5);
        (await StudyImport.RunAsync(again, At("other.db"))).NewCount.ShouldBe(1);
    }

    [Fact]
    public async Task Label_ThatWasChangedSince_IsNotTakenBackUnasked()
    {
        var content = await LabelledAsync();
        StudyExport.WriteLabelsCsv(content, At("out.csv"));
        using var study = Study.Open(_fixture.Path, _fixture.Time);
        await study.SaveAsync([new NewAnswer(1, 1, StudyQuestion.Match, -1)]);

        (await Should.ThrowAsync<RewardLabException>(() => StudyImport.RunAsync(study, At("out.csv")))).Message.ShouldContain("--as Anna=Anna");
        (await StudyImport.RunAsync(study, At("out.csv"), new StudyImportOptions { Renames = new Dictionary<string, string> { ["Anna"] = "Anna B." } }))
            .Annotators.ShouldBe(["Anna B."]);
    }

    private static string[] ByHash(StudyContent content)
    {
        var names = content.Annotators.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        return
        [
            .. content.Latest.Select(kept => $"{content.Items[(int)kept.Answer.Item - 1].First[0].Sha256} {names[kept.Answer.Annotator]} {kept.Answer.Value}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static void Write(StudyContent content, string path)
    {
        Action<StudyContent, string> write = Path.GetFileName(path) switch
        {
            "out.json" => StudyExport.WriteTia2,
            "out.csv" => StudyExport.WriteLabelsCsv,
            "out.parquet" => StudyExport.WriteLabelsParquet,
            _ => LabelStudioExport.Write,
        };
        write(content, path);
    }

    [Fact]
    public async Task LabelStudio_TasksOfAnExport_HaveWhatItAsksForAndServes()
    {
        var content = await LabelledAsync();
        LabelStudioExport.Write(content, At("tasks.json"));

        var tasks = JsonNode.Parse(File.ReadAllText(At("tasks.json")))!.AsArray();

        tasks.Count.ShouldBe(4);
        var folder = Path.GetFileName(_fixture.Folder);
        tasks.Select(task => (string)task!["data"]!["image"]!).ShouldBe([.. Enumerable.Range(0, 4).Select(i => $"/data/local-files/?d={folder}/p{i:D3}.png")]);
        var annotations = tasks.SelectMany(task => task!["annotations"]!.AsArray());
        var results = annotations.Select(annotation => annotation!["result"]!.AsArray().ShouldHaveSingleItem()!).ToArray();
        results.Length.ShouldBe(6);
        results.ShouldAllBe(result => (string)result["from_name"]! == "label" && (string)result["to_name"]! == "image" && (string)result["type"]! == "choices");
        results.Select(result => (string)result["id"]!).ShouldBeUnique();
        results.ShouldAllBe(result => result["value"]!["choices"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task LabelStudio_LabelsGivenThere_FindTheirImagesBelowTheDocumentRoot()
    {
        await LabelledAsync();
        using var other = Study.Begin(At("other.db"), StudyFixture.Plan(), Items("p000.png", "p001.png"), _fixture.Time);
        var folder = Path.GetFileName(_fixture.Folder);
        File.WriteAllText(At("labelled.json"), $$$"""
            [{"id": 7, "project": 1, "file_upload": "tasks.json", "drafts": [], "predictions": [], "meta": {}, "total_annotations": 1,
              "data": {"image": "/data/local-files/?d={{{folder}}}/p001.png", "prompt": "prompt"},
              "annotations": [{"id": 3, "completed_by": {"id": 2, "email": "carla@example.org", "first_name": "Carla", "last_name": ""}, "was_cancelled": false,
                "ground_truth": false, "created_at": "2026-03-01T10:00:00.000000Z", "lead_time": 2.5, "task": 7,
                "result": [{"id": "Dx_aB91ISN", "from_name": "label", "to_name": "image", "type": "choices", "origin": "manual", "value": {"choices": ["bad"]}}]}]}]
            """);

        var result = await StudyImport.RunAsync(other, At("labelled.json"));

        (result.NewCount, result.Annotators.ShouldHaveSingleItem()).ShouldBe((1, "Carla"));
        StudyContent.Read(other.Path).Latest.ShouldHaveSingleItem().Answer.ShouldSatisfyAllConditions(
            answer => answer.Item.ShouldBe(2),
            answer => answer.Value.ShouldBe(0));
    }

    // Four images, of which the last has no label; six present answers of two people, one of them changed.
    private async Task<StudyContent> LabelledAsync()
    {
        for (var i = 0; i < 4; i++)
        {
            WriteImage($"p{i:D3}.png", (byte)i);
        }

        using (var study = Study.Begin(_fixture.Path, StudyFixture.Plan(), Items("p000.png", "p001.png", "p002.png", "p003.png"), _fixture.Time))
        {
            var (anna, ben) = (study.Join("Anna"), study.Join("Ben"));
            await study.SaveAsync([.. Enumerable.Range(1, 3).Select(item => new NewAnswer(anna.Id, item, StudyQuestion.Match, 1))]);
            await study.SaveAsync([.. Enumerable.Range(1, 3).Select(item => new NewAnswer(ben.Id, item, StudyQuestion.Match, item == 2 ? -1 : 0))]);
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await study.SaveAsync([new NewAnswer(anna.Id, 1, StudyQuestion.Match, 0)]);
            _fixture.Time.Advance(-TimeSpan.FromSeconds(1));
        }

        return StudyContent.Read(_fixture.Path);
    }

    private StudyItem[] Items(params string[] files) =>
        [.. files.Select(file => new StudyItem(0, "prompt", [new StudyImage(_fixture.Folder, file)], []))];

    // Each file gets the content of the one before it.
    private void Turn(int count)
    {
        var contents = Enumerable.Range(0, count).Select(i => File.ReadAllBytes(At($"p{i:D3}.png"))).ToArray();
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(At($"p{i:D3}.png"), contents[(i + count - 1) % count]);
        }
    }

    private void WriteImage(string name, byte color)
    {
        using var file = File.Create(At(name));
        Runs.Images.ImageFiles.WritePng(file, new ImageBatch([.. Enumerable.Repeat(color, 12)], 1, 2, 2), 0);
    }

    private string At(string name) => Path.Combine(_fixture.Folder, name);
}
