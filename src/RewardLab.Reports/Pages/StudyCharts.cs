using RewardLab.Evaluation.Comparisons;
using RewardLab.Reports.Charts;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;

namespace RewardLab.Reports.Pages;

/// <summary>What came of a study of comparisons, as charts.</summary>
public static class StudyCharts
{
    private static readonly SetOutcome[] Outcomes = [SetOutcome.Win, SetOutcome.Tie, SetOutcome.Loss];

    /// <summary>
    /// The shares of wins, ties and losses of each pair of models as stacked bars, as the paper shows its human study: a chart for each question that anyone
    /// has answered.
    /// </summary>
    public static IEnumerable<(StudyQuestion Question, StackedBarChart Chart)> Bars(StudyContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var comparisons = new StudyComparisons(content);
        foreach (var question in content.Plan.Questions.Where(question => comparisons.Majorities(question).Count > 0))
        {
            yield return (question, StackedBarChart.OfOutcomes(
                question == StudyQuestion.Alignment
                    ? "Text-image alignment: image groups of the first model against those of the second"
                    : "Image quality: image groups of the first model against those of the second",
                [
                    .. comparisons.Pairs.Select(pair => (Pair: pair, Sets: comparisons.From(pair.First, pair.Second, question)))
                        .Where(entry => entry.Sets.Count > 0)
                            .Select(entry => new StackedBarRow(
                            $"{entry.Pair.First} against {entry.Pair.Second}",
                            [.. Outcomes.Select(outcome => (double)entry.Sets.Count(set => set.Outcome == outcome))])),
                ]));
        }
    }
}
