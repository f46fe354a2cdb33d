using RewardLab.Abstractions;
using RewardLab.Evaluation.Comparisons;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Tests.Results;

/// <summary>Rewards answer beside people: they take nobody's seat and have no vote.</summary>
public sealed class RewardAnnotatorTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Seats_OfPeople_AreNotTakenByAReward()
    {
        using var study = _fixture.Begin(_fixture.Comparisons(models: 2, prompts: 3, sets: 1));
        await AnswerAsync(study, study.JoinReward("inspector"), _ => 1);
        foreach (var name in (string[])["Anna", "Ben", "Cleo"])
        {
            var person = study.Join(name);
            study.Board.Next(person, new HashSet<long>(), 8).Count.ShouldBe(3, name);
            await AnswerAsync(study, person, _ => 1);
        }

        study.Board.FinishedCount.ShouldBe(9);
        study.Board.Next(study.Join("Dora"), new HashSet<long>(), 8).ShouldBeEmpty("three people have answered each");
    }

    [Fact]
    public async Task Majority_OfPeople_IsNotChangedByRewards()
    {
        var content = await AnsweredAsync();

        new StudyComparisons(content).From("model 0", "model 1", StudyQuestion.Alignment).Select(set => set.Outcome).Distinct().ShouldBe([SetOutcome.Tie]);
        new StudyComparisons(content).Majorities(StudyQuestion.Alignment).ShouldAllBe(set => set.Annotators == 2);
        new StudyComparisons(content, content.RewardAnnotators[0]).Majorities(StudyQuestion.Alignment).ShouldAllBe(set => set.Outcome == SetOutcome.Win);
        content.People.Select(person => person.Name).ShouldBe(["Anna", "Ben"]);
    }

    [Fact]
    public async Task Show_OfAStudyWithRewards_ReportsEachBesidePeopleWithAnInterval()
    {
        using (var study = _fixture.Begin(_fixture.Comparisons(models: 2, prompts: 8, sets: 1)))
        {
            foreach (var name in (string[])["Anna", "Ben", "Cleo"])
            {
                await AnswerAsync(study, study.Join(name), _ => 1);
            }

            await AnswerAsync(study, study.JoinReward("inspector"), item => item % 4 == 0 ? -1 : 1);
        }

        var text = string.Join('\n', StudyTables.Create(StudyContent.Read(_fixture.Path), _fixture.Path, 0).Select(table => table.ToText()));

        text.ShouldContain("Reward annotators beside people, on alignment");
        text.ShouldMatch(@"inspector +reward +8 +8 +0\.750 \[0\.\d\d, 0\.\d\d\]");
        text.ShouldMatch(@"Anna +person +8 +8 +1\.000 \[0\.\d\d, 1\.00\]");
        text.ShouldMatch(@" 8 +8 +8 +3 +48 +0 +0 +0 +1\n", "the progress counts people");
        text.ShouldContain("image groups compared by the reward annotator inspector");
        text.ShouldMatch(@"model 0 +model 1 +8 +8 +0 +0 ", "all eight are wins to people");
    }

    [Fact]
    public async Task Labels_OfAReward_AreNoneOfTheStudys()
    {
        using (var study = _fixture.Begin(_fixture.Items(4)))
        {
            var (anna, reward) = (study.Join("Anna"), study.JoinReward("clip"));
            await study.SaveAsync([.. study.Items.Select(item => new NewAnswer(reward.Id, item.Id, StudyQuestion.Match, 0))]);
            await study.SaveAsync([new NewAnswer(anna.Id, 1, StudyQuestion.Match, 1)]);
        }

        var source = StudyLabels.Read(_fixture.Path);

        source.Set.Prompts.ShouldHaveSingleItem().AnnotatorLabels.ShouldHaveSingleItem().Count.ShouldBe(1);
        source.Set.Prompts[0].Labels.Good.ToArray().ShouldBe([true]);
    }

    [Fact]
    public void Name_OfAReward_IsNoPersons()
    {
        using var study = _fixture.Begin(_fixture.Items(1));
        study.JoinReward("inspector");
        study.Join("Anna");

        Should.Throw<RewardLabException>(() => study.Join("Inspector")).Message.ShouldContain("is a reward annotator");
        Should.Throw<RewardLabException>(() => study.JoinReward("anna")).Message.ShouldContain("is a person");
    }

    [Fact]
    public void Rewards_OfAFormerStudy_AreToldFromPeople()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Former", "judgements.db");
        var copy = Path.Combine(_fixture.Folder, "judgements.db");
        File.Copy(path, copy);

        StudyContent.Read(copy).RewardAnnotators.ShouldHaveSingleItem().Name.ShouldBe("inspector");
        StudyContent.Read(copy).Changes.ShouldBeEmpty("reading changes nothing");
        Study.Open(copy, _fixture.Time).Dispose();
        StudyContent.Read(copy).RewardAnnotators.ShouldHaveSingleItem().Name.ShouldBe("inspector");
        StudyContent.Read(copy).People.ShouldBeEmpty();
    }

    private async Task<StudyContent> AnsweredAsync()
    {
        using (var study = _fixture.Begin(_fixture.Comparisons(models: 2, prompts: 3, sets: 1)))
        {
            await AnswerAsync(study, study.Join("Anna"), _ => 1);
            await AnswerAsync(study, study.Join("Ben"), _ => -1);
            await AnswerAsync(study, study.JoinReward("inspector"), _ => 1);
        }

        return StudyContent.Read(_fixture.Path);
    }

    private static Task<IReadOnlyList<StudyAnswer>> AnswerAsync(Study study, StudyAnnotator annotator, Func<long, int> value) => study.SaveAsync(
        [.. study.Items.SelectMany(item => study.Plan.Questions.Select(question => new NewAnswer(annotator.Id, item.Id, question, value(item.Id))))]);
}
