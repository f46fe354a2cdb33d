using Microsoft.Data.Sqlite;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Tests.Sessions;

public sealed class StudyTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Answers_KeptAndChanged_AreReadBackWithTheirHistory()
    {
        using (var study = _fixture.Begin(_fixture.Items(4)))
        {
            var anna = study.Join("Anna");
            await study.SaveAsync(
                [new NewAnswer(anna.Id, 2, StudyQuestion.Match, 1) { TakenMilliseconds = 1234, ClientTime = DateTimeOffset.UnixEpoch, Key = "a" }]);
            _fixture.Time.Advance(TimeSpan.FromMinutes(1));
            (await study.SaveAsync([new NewAnswer(anna.Id, 2, StudyQuestion.Match, -1) { Key = "b" }]))[0].Revision.ShouldBe(2);
            study.Board.AnswersOf(anna, 2)[StudyQuestion.Match].ShouldBe(-1);
        }

        var content = StudyContent.Read(_fixture.Path);
        (content.Plan with { Id = "" }).ShouldBe(StudyFixture.Plan());
        content.Plan.Id.Length.ShouldBe(22);
        content.Items.Select(item => (item.Id, item.Prompt, item.First[0].File))
            .ShouldBe([(1, "prompt 0", "p000.png"), (2, "prompt 1", "p001.png"), (3, "prompt 0", "p002.png"), (4, "prompt 1", "p003.png")]);
        content.Answers.Select(answer => (answer.Answer.Value, answer.Revision, answer.Answer.TakenMilliseconds)).ShouldBe([(1, 1, 1234), (-1, 2, null)]);
        content.Answers[0].Answer.ClientTime.ShouldBe(DateTimeOffset.UnixEpoch);
        (content.Answers[1].Saved - content.Answers[0].Saved).ShouldBe(TimeSpan.FromMinutes(1));
        content.Latest.ShouldHaveSingleItem().Answer.Value.ShouldBe(-1);
    }

    [Fact]
    public async Task Answer_SentAgainWithItsKey_IsKeptOnce()
    {
        using var study = _fixture.Begin(_fixture.Items(2));
        var (anna, ben) = (study.Join("Anna"), study.Join("Ben"));
        var first = await study.SaveAsync([new NewAnswer(anna.Id, 1, StudyQuestion.Match, 1) { Key = "same" }]);
        var again = await study.SaveAsync([new NewAnswer(anna.Id, 1, StudyQuestion.Match, 1) { Key = "same" }]);
        await study.SaveAsync([new NewAnswer(ben.Id, 1, StudyQuestion.Match, 0) { Key = "same" }]);

        again.ShouldBe(first);
        study.Board.AnswerCount.ShouldBe(2);
        StudyContent.Read(_fixture.Path).Answers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Database_OfAnswers_RefusesToChangeOrDeleteOne()
    {
        using (var study = _fixture.Begin(_fixture.Items(1)))
        {
            await study.SaveAsync([new NewAnswer(study.Join("Anna").Id, 1, StudyQuestion.Match, 1)]);
        }

        using var connection = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        connection.Open();
        foreach (var sql in (string[])["UPDATE answer SET value = 0", "DELETE FROM answer"])
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Two texts of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            Should.Throw<SqliteException>(() => { command.ExecuteNonQuery(); }).Message.ShouldContain("answers are only ever added");
        }

        using var mode = connection.CreateCommand();
        mode.CommandText = "PRAGMA journal_mode";
        mode.ExecuteScalar().ShouldBe("wal");
    }

    [Fact]
    public async Task Batch_WithOneThatCannotBeKept_KeepsTheOthers()
    {
        using var study = _fixture.Begin(_fixture.Items(3));
        var anna = study.Join("Anna");

        var good = Enumerable.Range(1, 3).Select(item => study.SaveAsync([new NewAnswer(anna.Id, item, StudyQuestion.Match, 1)])).ToArray();
        foreach (var wrong in (NewAnswer[])
        [
            new(anna.Id, 4, StudyQuestion.Match, 1),
            new(anna.Id, 0, StudyQuestion.Match, 1),
            new(anna.Id, 1, StudyQuestion.Quality, 1),
            new(anna.Id, 1, StudyQuestion.Match, 2),
            new(99, 1, StudyQuestion.Match, 1),
        ])
        {
            await Should.ThrowAsync<RewardLabException>(() => study.SaveAsync([wrong]));
        }

        await Task.WhenAll(good);
        StudyContent.Read(_fixture.Path).Answers.Count.ShouldBe(3);
    }

    [Fact]
    public void Study_BegunAgain_StaysAsItIs()
    {
        using (var first = _fixture.Begin(_fixture.Items(3)))
        {
            first.Join("Anna").Token.Length.ShouldBe(22);
        }

        using var again = _fixture.Begin(_fixture.Items(5), StudyFixture.Plan(each: 9) with { Seed = 99 });

        (again.Plan with { Id = "" }).ShouldBe(StudyFixture.Plan());
        again.IsResumed.ShouldBeTrue();
        again.Items.Select(item => item.First[0].File).ShouldBe(["p000.png", "p001.png", "p002.png"]);
        again.Annotators.ShouldHaveSingleItem().Token.ShouldBe(StudyContent.Read(_fixture.Path).Annotators[0].Token, "links live as long as the study");
    }

    [Fact]
    public void Study_InUse_IsNotServedTwice()
    {
        using var first = _fixture.Begin(_fixture.Items(1));

        Should.Throw<RewardLabException>(() => _fixture.Begin(_fixture.Items(1))).Message.ShouldContain("is served by another process");
    }

    [Fact]
    public void Study_MovedWithItsImages_FindsThem()
    {
        _fixture.WriteImage("p000.png");
        _fixture.Begin(_fixture.Items(1)).Dispose();
        var moved = _fixture.Folder + "-moved";
        Directory.Move(_fixture.Folder, moved);
        try
        {
            File.Exists(StudyContent.Read(Path.Combine(moved, "labels.db")).Items[0].First[0].Path).ShouldBeTrue();
        }
        finally
        {
            Directory.Move(moved, _fixture.Folder);
        }
    }

    [Fact]
    public void Study_BegunAgainFromAnotherFolder_HasItsItemsOnce()
    {
        _fixture.Begin(_fixture.Comparisons(2, 2)).Dispose();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = Path.GetTempPath();
            using var again = Study.Begin(
                Path.GetRelativePath(Path.GetTempPath(), _fixture.Path),
                StudyFixture.Plan(StudyKind.Comparisons) with { Seed = 99 },
                _fixture.Comparisons(2, 2),
                _fixture.Time);
            again.Items.Count.ShouldBe(4);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void Sides_OfItemsThatAreThere_NeverChange()
    {
        bool[] Sides(int sets)
        {
            _fixture.Begin(_fixture.Comparisons(2, 3, sets)).Dispose();
            using (var editor = StudyEditor.Open(_fixture.Path, _fixture.Time))
            {
                editor.Add(_fixture.Comparisons(2, 3, sets));
            }

            using var study = Study.Open(_fixture.Path, _fixture.Time);
            return [.. study.Items.Select(item => study.Board.IsSwappedFor(study.Join("Anna"), item.Id))];
        }

        var before = Sides(sets: 2);
        var after = Sides(sets: 4);

        after.Length.ShouldBe(12);
        after[..6].ShouldBe(before);
        after.Count(isSwapped => isSwapped).ShouldBe(6, "balanced still");
    }

    [Fact]
    public void Study_WhoseBeginningWasInterrupted_BeginsAnew()
    {
        File.WriteAllText(_fixture.Path + ".part", "half of it");

        using (var study = _fixture.Begin(_fixture.Items(2)))
        {
            study.Items.Count.ShouldBe(2);
        }

        Directory.GetFiles(_fixture.Folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void Log_OfAStudyWhoseFileIsGone_IsNotMixedIntoANewOne()
    {
        File.WriteAllText(_fixture.Path + "-wal", "answers");

        Should.Throw<RewardLabException>(() => _fixture.Begin(_fixture.Items(1))).Message.ShouldContain("has answers of a study whose file");
        File.ReadAllText(_fixture.Path + "-wal").ShouldBe("answers");
    }

    [Fact]
    public void Name_WithBlanksAround_IsTheSameAnnotator()
    {
        using var study = _fixture.Begin(_fixture.Items(1));

        study.Join("  Anna   Maria ").ShouldBe(study.Join("Anna Maria"));
        study.Annotators.ShouldHaveSingleItem().Name.ShouldBe("Anna Maria");
    }

    [Fact]
    public void Spellings_OfOneName_AreOneAnnotatorAlsoLater()
    {
        using (var study = _fixture.Begin(_fixture.Items(1)))
        {
            var rene = study.Join("Ren\u00e9");
            study.Find("rene\u0301").ShouldBe(rene);
            study.Join("RENE\u0301").ShouldBe(rene);
            study.Join("An\u200bna").ShouldBe(study.Join("ANNA"));
            study.Find("Ben").ShouldBeNull();
        }

        using var again = Study.Open(_fixture.Path, _fixture.Time);
        again.Join("Anna").Id.ShouldBe(2);
        again.Annotators.Count.ShouldBe(2);
    }

    [Fact]
    public void File_ThatIsNoStudy_IsRefusedInOneLine()
    {
        File.WriteAllText(_fixture.Path, new string('x', 5000));
        Should.Throw<RewardLabException>(() => StudyContent.Read(_fixture.Path)).Message.ShouldContain("is not a study, or is damaged");
        File.WriteAllText(_fixture.Path, "");
        Should.Throw<RewardLabException>(() => StudyContent.Read(_fixture.Path)).Message.ShouldContain("is not a study of this version");
        Should.Throw<RewardLabException>(() => StudyContent.Read(_fixture.Path + "x")).Message.ShouldContain("There is no study");
        File.Delete(_fixture.Path);
        _fixture.Begin(_fixture.Items(200)).Dispose();
        var bytes = File.ReadAllBytes(_fixture.Path);
        Array.Fill(bytes, (byte)0xAA, 4096, bytes.Length - 4096);
        File.WriteAllBytes(_fixture.Path, bytes);
        Should.Throw<RewardLabException>(() => StudyContent.Read(_fixture.Path)).Message.ShouldNotContain('\n');
    }

    [Fact]
    public void Study_OfAnotherKind_IsNotMixedUp()
    {
        _fixture.Begin(_fixture.Items(1)).Dispose();

        Should.Throw<RewardLabException>(() => _fixture.Begin(_fixture.Comparisons(2, 1))).Message.ShouldContain("is a study of labels, not of comparisons");
        Should.Throw<RewardLabException>(() => new StudyComparisons(StudyContent.Read(_fixture.Path)));
        Should.Throw<RewardLabException>(() => Study.Begin(_fixture.Path + "2", StudyFixture.Plan(), [], _fixture.Time))
            .Message.ShouldContain("No image was found to label or compare");
        Should.Throw<RewardLabException>(() => Study.Begin(_fixture.Path + "2", StudyFixture.Plan(each: 0), _fixture.Items(1), _fixture.Time));
        File.Exists(_fixture.Path + "2").ShouldBeFalse();
    }

    [Fact]
    public async Task Labels_OfAStudy_AreABenchmark()
    {
        using (var study = _fixture.Begin(
            [.. _fixture.Items(4), new StudyItem(0, "prompt 0", [new StudyImage(_fixture.Folder, "known.png")], []) { Known = LabelValue.Good }]))
        {
            var (anna, ben) = (study.Join("Anna"), study.Join("Ben"));
            await study.SaveAsync(
            [
                new NewAnswer(anna.Id, 1, StudyQuestion.Match, 1),
                new NewAnswer(ben.Id, 1, StudyQuestion.Match, 1),
                new NewAnswer(anna.Id, 3, StudyQuestion.Match, 0),
                new NewAnswer(ben.Id, 2, StudyQuestion.Match, -1),
                new NewAnswer(anna.Id, 5, StudyQuestion.Match, 1),
            ]);
        }

        var source = Studies.Benchmarks.BenchmarkFolder.Open(_fixture.Folder).ShouldHaveSingleItem();

        source.Set.Prompts.Select(prompt => prompt.Prompt).ShouldBe(["prompt 0", "prompt 1"]);
        source.Set.Prompts[0].Images.ShouldBe(["p000.png", "p002.png"], "what measures annotators, and what nobody has labelled, is left out");
        source.Set.Prompts[0].AnnotatorLabels.Select(labels => string.Join(' ', labels.Select(label => label?.ToString() ?? "-")))
            .ShouldBe(["Good Good", "Bad -"]);
        source.Set.Prompts[1].AnnotatorLabels.ShouldHaveSingleItem().ShouldBe([null, LabelValue.Inconclusive]);
    }
}
