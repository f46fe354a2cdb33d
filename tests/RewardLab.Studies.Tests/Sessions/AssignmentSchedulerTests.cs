using CsCheck;
using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Tests.Sessions;

public sealed class AssignmentSchedulerTests : IDisposable
{
    private static readonly HashSet<long> Nothing = [];

    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Items_HandedOutInAnyOrder_EachGetExactlyAsManyAnnotators()
    {
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 4], Gen.Int[1, 6], Gen.Int[0, 1000]).Sample((items, each, annotators, seed) =>
        {
            using var fixture = new StudyFixture();
            using var study = fixture.Begin(fixture.Items(items), StudyFixture.Plan(each: each));
            var people = Enumerable.Range(0, annotators).Select(i => study.Join($"annotator {i}")).ToArray();
            var random = new Random(seed);

            // The end is when everyone has asked in vain since the last answer.
            for (var idle = new HashSet<int>(); idle.Count < annotators;)
            {
                var one = people[random.Next(annotators)];
                var got = study.Board.Next(one, Nothing, 1);
                idle.Add(one.Id);
                foreach (var item in got)
                {
                    idle.Clear();
                    study.SaveAsync([new NewAnswer(one.Id, item.Id, StudyQuestion.Match, 1)]).GetAwaiter().GetResult();
                }
            }

            var content = StudyContent.Read(fixture.Path);
            content.Latest.Count.ShouldBe(content.Answers.Count, "nobody gets an item twice");
            content.Latest.CountBy(answer => answer.Answer.Item).ShouldAllBe(count => count.Value == Math.Min(each, annotators));
            content.Latest.DistinctBy(answer => answer.Answer.Item).Count().ShouldBe(items);
            people.ShouldAllBe(one => study.Board.ProgressOf(one).Done == study.Board.ProgressOf(one).Total);
        }, iter: 30, threads: 1);
    }

    [Fact]
    public async Task Items_InOthersHands_AreNamedUntilTheyAreFree()
    {
        using var study = _fixture.Begin(_fixture.Items(3), StudyFixture.Plan(each: 1));
        var (anna, ben) = (study.Join("Anna"), study.Join("Ben"));
        var first = study.Board.Next(anna, Nothing, 2);
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        study.Board.Next(anna, first.Select(item => item.Id).ToHashSet(), 1).Count.ShouldBe(1);
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));

        study.Board.Next(ben, Nothing, 4).ShouldBeEmpty();
        study.Board.HeldByOthers(ben).ShouldBe([new HeldItems(anna.Id, 3, TimeSpan.FromMinutes(14))]);
        study.Board.HeldByOthers(anna).ShouldBeEmpty("nobody keeps her waiting");
        await study.SaveAsync([new NewAnswer(anna.Id, first[0].Id, StudyQuestion.Match, 1)]);
        study.Board.HeldByOthers(ben).ShouldBe([new HeldItems(anna.Id, 2, TimeSpan.FromMinutes(14))]);
        _fixture.Time.Advance(TimeSpan.FromMinutes(15));
        study.Board.HeldByOthers(ben).ShouldBeEmpty();
        study.Board.Next(ben, Nothing, 4).Count.ShouldBe(2);
    }

    [Fact]
    public void Progress_AfterAnyAnswers_IsWhatCountingAllItemsGives()
    {
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 3], Gen.Int[1, 3], Gen.Int[1, 4], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10], Gen.Bool).Array[0, 60])
            .Sample((items, known, each, annotators, answers) =>
            {
                using var fixture = new StudyFixture();
                StudyItem[] asked =
                [
                    .. fixture.Items(items),
                    .. Enumerable.Range(0, known)
                        .Select(i => new StudyItem(0, "known", [new StudyImage(fixture.Folder, $"k{i}.png")], []) { Known = LabelValue.Good }),
                ];
                var study = fixture.Begin(asked, StudyFixture.Plan(each: each));
                try
                {
                    foreach (var (who, item, isReopened) in answers)
                    {
                        var one = study.Join($"annotator {who % annotators}");

                        // Anyone may answer anything, over the quota too, and again.
                        study.SaveAsync([new NewAnswer(one.Id, 1 + (item % asked.Length), StudyQuestion.Match, 1)]).GetAwaiter().GetResult();
                        if (isReopened && item == 0)
                        {
                            study.Dispose();
                            study = fixture.Begin(asked, StudyFixture.Plan(each: each));
                        }
                    }

                    var content = StudyContent.Read(fixture.Path);
                    foreach (var one in study.Annotators)
                    {
                        var done = content.Latest.Where(answer => answer.Answer.Annotator == one.Id).Select(answer => answer.Answer.Item).ToHashSet();
                        var open = content.Items.Count(
                            item => !done.Contains(item.Id)
                                && (item.Known is not null || content.Latest.Count(answer => answer.Answer.Item == item.Id) < each));
                        study.Board.ProgressOf(one).ShouldBe(new StudyProgress(done.Count, done.Count + open));
                        study.Board.Next(one, Nothing, 100).Count.ShouldBe(open, "nothing is in another's hands");
                        fixture.Time.Advance(AssignmentScheduler.Lease);
                    }

                    study.Board.FinishedCount.ShouldBe(content.Latest.Count(answer => content.Items[(int)answer.Answer.Item - 1].Known is null));
                    study.Board.AnswerCount.ShouldBe(content.Answers.Count);
                }
                finally
                {
                    study.Dispose();
                }
            }, iter: 40, threads: 1);
    }

    [Fact]
    public async Task Items_InHand_AreKeptForAQuarterOfAnHour()
    {
        using var study = _fixture.Begin(_fixture.Items(6), StudyFixture.Plan(each: 1));
        var (anna, ben) = (study.Join("Anna"), study.Join("Ben"));
        var hers = study.Board.Next(anna, Nothing, 4).Select(item => item.Id).ToHashSet();

        study.Board.Next(ben, Nothing, 8).Select(item => item.Id).ShouldBe(Enumerable.Range(1, 6).Select(item => (long)item).Except(hers), ignoreOrder: true);
        study.Board.Next(ben, Nothing, 8).Count.ShouldBe(2, "his own are handed out again");
        _fixture.Time.Advance(AssignmentScheduler.Lease - TimeSpan.FromSeconds(1));
        study.Board.Next(anna, new HashSet<long> { hers.First() }, 0);
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        study.Board.Next(ben, Nothing, 8).Select(item => item.Id).ShouldNotContain(hers.First(), "she said that she still has it");
        study.Board.Next(ben, Nothing, 8).Count.ShouldBe(5);
        await study.SaveAsync([new NewAnswer(anna.Id, hers.Last(), StudyQuestion.Match, 1)]);
        study.Board.Next(ben, Nothing, 8).Select(item => item.Id).ShouldNotContain(hers.Last(), "it has its one answer, late or not");
    }

    [Fact]
    public void Order_OfAnAnnotator_IsTheirOwnAndTheSameAgain()
    {
        long[] Order(string name)
        {
            using var study = _fixture.Begin(_fixture.Items(50));
            return [.. study.Board.Next(study.Join(name), Nothing, 50).Select(item => item.Id)];
        }

        var anna = Order("Anna");

        anna.Order().ShouldBe(Enumerable.Range(1, 50).Select(item => (long)item));
        Order("Anna").ShouldBe(anna);
        Order("Ben").SequenceEqual(anna).ShouldBeFalse();
        anna.SequenceEqual(anna.Order()).ShouldBeFalse();
    }

    [Fact]
    public void Sides_OfComparisons_AreBalancedForEveryAnnotatorAndPair()
    {
        using var study = _fixture.Begin(_fixture.Comparisons(models: 3, prompts: 5, sets: 2));
        var people = Enumerable.Range(0, 4).Select(i => study.Join($"annotator {i}")).ToArray();

        foreach (var pair in study.Items.GroupBy(item => (item.FirstModel, item.SecondModel)))
        {
            pair.Count().ShouldBe(10);
            people.ShouldAllBe(one => pair.Count(item => study.Board.IsSwappedFor(one, item.Id)) == 5);
            pair.ShouldAllBe(item => people.Count(one => study.Board.IsSwappedFor(one, item.Id)) == 2);
        }

        study.Items.Select(item => study.Board.IsSwappedFor(people[0], item.Id)).SequenceEqual(study.Items.Select((_, i) => i % 2 == 0)).ShouldBeFalse();
        study.Items.Select(item => item.SecondModel)
            .SequenceEqual(study.Items.Select(item => item.SecondModel).Order())
            .ShouldBeFalse("numbers do not tell the models");
    }

    [Fact]
    public async Task Item_OfTwoQuestions_IsFinishedByBothAnswers()
    {
        using var study = _fixture.Begin(_fixture.Comparisons(2, 1, 1));
        var anna = study.Join("Anna");
        await study.SaveAsync([new NewAnswer(anna.Id, 1, StudyQuestion.Alignment, 1)]);

        study.Board.ProgressOf(anna).ShouldBe(new StudyProgress(0, 1));
        study.Board.HistoryOf(anna).ShouldBeEmpty();
        study.Board.Next(anna, Nothing, 1).ShouldHaveSingleItem();
        await study.SaveAsync([new NewAnswer(anna.Id, 1, StudyQuestion.Quality, 0)]);
        study.Board.ProgressOf(anna).ShouldBe(new StudyProgress(1, 1));
        study.Board.HistoryOf(anna).ShouldBe([1]);
        study.Board.FinishedCount.ShouldBe(1);
    }

    [Fact]
    public async Task Item_WithAKnownAnswer_GoesToEveryone()
    {
        using var study = _fixture.Begin(
            [.. _fixture.Items(1), new StudyItem(0, "known", [new StudyImage(_fixture.Folder, "k.png")], []) { Known = LabelValue.Bad }],
            StudyFixture.Plan(each: 1));
        foreach (var name in (string[])["Anna", "Ben", "Cleo"])
        {
            var one = study.Join(name);
            var items = study.Board.Next(one, Nothing, 8);
            items.Count.ShouldBe(name == "Anna" ? 2 : 1);
            await study.SaveAsync([.. items.Select(item => new NewAnswer(one.Id, item.Id, StudyQuestion.Match, 0))]);
        }

        StudyTables.Create(StudyContent.Read(_fixture.Path), _fixture.Path, 0).Last().ToText().ShouldContain("100% [21%, 100%]");
    }
}
