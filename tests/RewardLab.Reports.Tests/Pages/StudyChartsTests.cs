using RewardLab.Reports.Pages;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;

namespace RewardLab.Reports.Tests.Pages;

public sealed class StudyChartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bars_OfAStudyWithABetterModel_ShowWhatEachPairWonTiedAndLost()
    {
        using (var study = Begin(models: 3, prompts: 6))
        {
            var anna = study.Join("Anna");
            await study.SaveAsync(
            [
                .. study.Items.SelectMany(item => study.Plan.Questions.Select(question =>
                    new NewAnswer(anna.Id, item.Id, question, item.FirstModel == "model 1" ? 1 : item.SecondModel == "model 1" ? -1 : 0))),
            ]);
        }

        var content = StudyContent.Read(_folder["judgements.db"]);

        StudyCharts.Bars(content).Select(bars => bars.Question).ShouldBe([StudyQuestion.Alignment, StudyQuestion.Quality]);
        StudyCharts.Bars(content).First().Chart.Rows.Select(row => string.Join(' ', row.Values)).ShouldBe(["0 0 12", "0 12 0", "12 0 0"]);
    }

    [Fact]
    public void Bars_OfAStudyWithoutComparisons_AreNone()
    {
        Begin(models: 2, prompts: 2).Dispose();

        StudyCharts.Bars(StudyContent.Read(_folder["judgements.db"])).ShouldBeEmpty();
    }

    private Study Begin(int models, int prompts)
    {
        ModelImages[] all =
        [
            .. Enumerable.Range(0, models).Select(model => new ModelImages($"model {model}", Enumerable.Range(0, prompts).ToDictionary(
                prompt => $"prompt {prompt}",
                prompt => (IReadOnlyList<StudyImage>)[.. Enumerable.Range(0, 8).Select(i => new StudyImage(_folder.Path, $"{model}/{prompt}/{i}.png"))]))),
        ];
        var items = ComparisonItems.Create(all, setSize: 4, sets: 2, againstFirst: false, seed: 7);
        return Study.Begin(_folder["judgements.db"], new StudyPlan(StudyKind.Comparisons, "test", 3, 7), items, new ManualTime());
    }
}
