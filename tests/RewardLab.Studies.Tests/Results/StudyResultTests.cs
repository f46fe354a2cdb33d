using RewardLab.Evaluation.Comparisons;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;

namespace RewardLab.Studies.Tests.Results;

public sealed class StudyResultTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Majorities_OfThreeAnnotators_CountForTheModelsWhateverTheSides()
    {
        using (var study = _fixture.Begin(_fixture.Comparisons(models: 2, prompts: 3, sets: 1)))
        {
            var people = Enumerable.Range(0, 3).Select(i => study.Join($"annotator {i}")).ToArray();
            int[][] votes = [[1, 1, -1], [1, 0, -1], [-1, -1, -1]]; // [items][annotators]
            foreach (var (item, answers) in votes.Index())
            {
                await study.SaveAsync(
                    [.. answers.Select((value, i) => new NewAnswer(people[i].Id, item + 1, StudyQuestion.Alignment, value) { IsSwapped = i == 1 })]);
            }

            await study.SaveAsync([new NewAnswer(people[0].Id, 1, StudyQuestion.Quality, 0)]);
        }

        var comparisons = new StudyComparisons(StudyContent.Read(_fixture.Path));

        comparisons.Models.ShouldBe(["model 0", "model 1"]);
        comparisons.From("model 0", "model 1", StudyQuestion.Alignment).Select(set => set.Outcome).ShouldBe([SetOutcome.Win, SetOutcome.Tie, SetOutcome.Loss]);
        comparisons.From("model 0", "model 1", StudyQuestion.Alignment).Select(set => set.Prompt).ShouldBe([0, 1, 2]);
        comparisons.Majorities(StudyQuestion.Quality).ShouldHaveSingleItem().Annotators.ShouldBe(1);
    }

    [Fact]
    public async Task Tables_OfAStudyWithABetterModel_RankItFirst()
    {
        using (var study = _fixture.Begin(_fixture.Comparisons(models: 3, prompts: 6)))
        {
            var anna = study.Join("Anna");
            await study.SaveAsync(
            [
                .. study.Items.SelectMany(item => study.Plan.Questions.Select(question => new NewAnswer(
                    anna.Id, item.Id, question, item.FirstModel == "model 1" ? 1 : item.SecondModel == "model 1" ? -1 : 0) { TakenMilliseconds = 2000 })),
            ]);
        }

        var content = StudyContent.Read(_fixture.Path);
        var text = string.Join('\n', StudyTables.Create(content, _fixture.Path, 0).Select(table => table.ToText()));

        text.ShouldMatch(@"model 0 +model 1 +12 +0 +0 +12 +-1\.000 \[-1\.00, -0\.08\] +inf|-1\.000 \[-1\.00, -0\.08\] +0\.0 \[0\.0, ");
        text.ShouldMatch(@"(?s)Bradley and Terry's model.*?   1  model 1  ");

        // Twelve sets are six prompts: 2 of 64 sign patterns are as one-sided, times three comparisons.
        text.ShouldMatch(@"model 0 +model 1 .* 0\.0938\n");
        text.ShouldNotContain(" *\n");
        text.ShouldContain("p below .05 after Holm's correction for the 3 comparisons of this table");
        text.ShouldMatch(@"Anna +36 +- +2\.0 +0% +-");
        StudyTables.Sets(content).Rows.Count.ShouldBe(72);
    }

    [Fact]
    public void Tables_OfAStudyThatNobodyAnswered_SayHowMuchThereIs()
    {
        _fixture.Begin(_fixture.Comparisons(2, 2)).Dispose();

        StudyTables.Create(StudyContent.Read(_fixture.Path), _fixture.Path, 0).ShouldHaveSingleItem().Rows[0][0].ShouldBe(4);
    }
}
