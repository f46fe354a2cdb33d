using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;

namespace RewardLab.Studies.Tests.Results;

public sealed class StudyOverviewTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Overview_OfAnswers_TellsWhoIsWhereHowFastAndOnWhatPeopleDisagree()
    {
        IReadOnlyList<StudyItem> items = [.. _fixture.Items(4), _fixture.Items(6)[5] with { Known = LabelValue.Good }];
        using var study = _fixture.Begin(items, StudyFixture.Plan(each: 3));
        int[][] answers = [[1, 1, 0, 1, 1], [1, 0, 0, 1, 1], [1, 0, 1, 1, 0]]; // [annotators, items], of item 4 the last annotator gave none
        foreach (var (index, values) in answers.Index())
        {
            var annotator = study.Join($"annotator {index}");
            foreach (var (item, value) in values.Index().Where(entry => index < 2 || entry.Index != 3))
            {
                await study.SaveAsync([new NewAnswer(annotator.Id, item + 1, StudyQuestion.Match, value)]);
                _fixture.Time.Advance(TimeSpan.FromMinutes(2));
            }
        }

        var overview = new StudyOverview(StudyContent.Read(_fixture.Path), _fixture.Time.GetUtcNow());

        (overview.ItemCount, overview.StartedCount, overview.CompletedCount, overview.Remaining).ShouldBe((4, 4, 3, 1));
        overview.PerHour.ShouldBe(14 / (28.0 / 60), 1e-9, "14 items in the 28 minutes since the first of them");
        overview.Annotators.Select(entry => (entry.Finished, entry.LastHour)).ShouldBe([(5, 5), (5, 5), (4, 4)]);
        overview.Annotators.Select(entry => entry.Quality[StudyQuestion.Match].Accuracy!.Share).ShouldBe([1.0, 1.0, 0.0]);
        overview.Reviews.Select(review => review.Item.Id).ShouldBe([2, 3], "one and four are agreed on, five measures annotators");
        overview.Reviews.ShouldAllBe(review => Math.Abs(review.Disagreement - (1 / 3.0)) < 1e-9);

        // Kappa by hand, of three items with three answers each: observed (1 + 1/3 + 1/3) / 3; of nine answers five are good and four bad.
        var expected = ((5 * 5) + (4 * 4)) / 81.0;
        var agreement = overview.Agreement.ShouldHaveSingleItem();
        agreement.Kappa!.Value.ShouldBe(((5 / 9.0) - expected) / (1 - expected), 1e-9);
        (agreement.Items, agreement.KappaItems).ShouldBe((4, 3));
    }

    [Fact]
    public void Decisions_OnAnItem_KeepTheirHistoryAndCanBeTakenBack()
    {
        using (var study = _fixture.Begin(_fixture.Items(2)))
        {
            study.Save(new NewAdjudication(1, StudyQuestion.Match, 1, " Ada ", " the cat is there "));
            study.Save(new NewAdjudication(1, StudyQuestion.Match, 0, "Ben", ""));
            study.Save(new NewAdjudication(2, StudyQuestion.Match, 1, "Ada", ""));
            study.Save(new NewAdjudication(2, StudyQuestion.Match, null, "Ada", "not mine to decide"));
            Should.Throw<Abstractions.RewardLabException>(() => study.Save(new NewAdjudication(1, StudyQuestion.Match, 1, "  ", "")));
            Should.Throw<Abstractions.RewardLabException>(() => study.Save(new NewAdjudication(1, StudyQuestion.Quality, 1, "Ada", "")));
            Should.Throw<Abstractions.RewardLabException>(() => study.Save(new NewAdjudication(3, StudyQuestion.Match, 1, "Ada", "")));
        }

        var content = StudyContent.Read(_fixture.Path);
        content.LatestAdjudications.ShouldHaveSingleItem().Decision.ShouldBe(new NewAdjudication(1, StudyQuestion.Match, 0, "Ben", ""));
        var path = Path.Combine(_fixture.Folder, "decisions.csv");
        StudyNotesExport.WriteAdjudicationsCsv(content, path);
        var lines = File.ReadAllLines(path);
        lines.Length.ShouldBe(5, "a heading, and every decision that was ever made");
        lines[1].ShouldStartWith("Ada,1,prompt 0,p000.png,,,match,1,the cat is there,0,");
        lines[2].ShouldStartWith("Ben,1,prompt 0,p000.png,,,match,0,,1,");
        lines[4].ShouldStartWith("Ada,2,prompt 1,p001.png,,,match,,not mine to decide,0,");
        new StudyOverview(content, _fixture.Time.GetUtcNow()).Reviews.Select(review => review.IsAdjudicated).ShouldBe([true, false]);
    }

    [Fact]
    public void Comments_SentTwiceChangedAndTakenBack_AreKeptOnceWithTheirHistory()
    {
        using (var study = _fixture.Begin(_fixture.Items(2)))
        {
            var anna = study.Join("Anna");
            Should.Throw<Abstractions.RewardLabException>(() => study.Save(new NewComment(anna.Id, 1, "hm"))).Message.ShouldContain("not a comment");
            study.Present(new StudyPresentation { HasComments = true });
            var first = study.Save(new NewComment(anna.Id, 1, "two, cats") { Key = "0123456789" });
            study.Save(new NewComment(anna.Id, 1, "two, cats") { Key = "0123456789" }).ShouldBe(first);
            study.Save(new NewComment(anna.Id, 1, "three cats"));
            study.Save(new NewComment(anna.Id, 2, "blurred"));
            study.Save(new NewComment(anna.Id, 2, ""));
            study.CommentOf(anna, 1).ShouldBe("three cats");
        }

        var content = StudyContent.Read(_fixture.Path);
        content.Comments.Count.ShouldBe(4);
        content.LatestComments.ShouldHaveSingleItem().Comment.Text.ShouldBe("three cats");
        var path = Path.Combine(_fixture.Folder, "comments.csv");
        StudyNotesExport.WriteCommentsCsv(content, path);
        File.ReadAllLines(path)[1].ShouldStartWith("Anna,1,prompt 0,p000.png,\"two, cats\",0,");
        using var again = _fixture.Begin(_fixture.Items(2));
        again.Presentation.HasComments.ShouldBeTrue("it is kept with the study");
        again.CommentOf(again.Join("Anna"), 1).ShouldBe("three cats");
    }
}
