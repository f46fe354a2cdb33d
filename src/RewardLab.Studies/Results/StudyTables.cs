using System.Globalization;
using RewardLab.Evaluation.Comparisons;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>What came of a study, as tables.</summary>
public static class StudyTables
{
    /// <summary>How far the study is, what came of it, and how its annotators did.</summary>
    /// <param name="content">The study.</param>
    /// <param name="path">Its file.</param>
    /// <param name="seed">Seed of the ranking's bootstrap.</param>
    public static IEnumerable<ResultTable> Create(StudyContent content, string path, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(content);
        yield return Progress(content);
        if (content.Changes.Count > 1)
        {
            yield return new ResultTable(
                "Changes of the study",
                ["time", "change"],
                content.Changes.Select(change => (IReadOnlyList<object?>)
                    [change.Saved.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture), change.Text]));
        }

        if (content.Answers.Count == 0)
        {
            yield break;
        }

        if (content.Plan.Kind == StudyKind.Labels)
        {
            if (content.Latest.Any(kept => content.Items[(int)kept.Answer.Item - 1].Known is null))
            {
                foreach (var table in LabelTables.Create([StudyLabels.From(content, path).Set]))
                {
                    yield return table;
                }
            }

            foreach (var table in AnnotatorTables.Create(content, StudyQuestion.Match))
            {
                yield return table;
            }

            yield break;
        }

        var comparisons = new StudyComparisons(content);
        foreach (var question in content.Plan.Questions)
        {
            if (comparisons.Majorities(question).Count > 0)
            {
                yield return Outcomes(comparisons, question, "the majority of their annotators");
                if (comparisons.Models.Count > 2)
                {
                    yield return Ranking(comparisons, question, seed);
                }
            }

            foreach (var table in AnnotatorTables.Create(content, question))
            {
                yield return table;
            }

            foreach (var reward in content.RewardAnnotators)
            {
                var own = new StudyComparisons(content, reward);
                if (own.Majorities(question).Count > 0)
                {
                    yield return Outcomes(own, question, $"the reward annotator {reward.Name}");
                }
            }
        }
    }

    /// <summary>Each set that was compared: a row for each question, with how many answered and what they say together.</summary>
    public static ResultTable Sets(StudyContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var comparisons = new StudyComparisons(content);
        return new ResultTable(
            "Sets",
            ["item", "question", "prompt", "set", "first model", "second model", "annotators", "outcome of the first"],
            content.Plan.Questions.SelectMany(question => comparisons.Majorities(question).Select(set => (IReadOnlyList<object?>)
                [
                    set.Item.Id,
                    Name(question),
                    set.Item.Prompt,
                    set.Item.Set,
                    set.Item.FirstModel,
                    set.Item.SecondModel,
                    set.Annotators,
                    set.Outcome.ToString().ToLowerInvariant(),
                ])));
    }

    private static ResultTable Progress(StudyContent content)
    {
        var finished = content.Latest.GroupBy(kept => (kept.Answer.Annotator, kept.Answer.Item))
            .Where(group => group.Count() == content.Plan.Questions.Count)
            .CountBy(group => group.Key.Item)
            .ToDictionary();
        StudyItem[] asked = [.. content.Items.Where(item => item is { Known: null, IsClosed: false })];
        return new ResultTable(
            $"{(content.Plan.Kind == StudyKind.Labels ? "Labels of" : "Comparisons of")} {content.Plan.Title}",
            ["items", "started", "completed", "annotators", "answers", "changed", "with a known answer", "closed", "reward annotators"],
            [
            [
                asked.Length,
                asked.Count(item => finished.ContainsKey(item.Id)),
                asked.Count(item => finished.GetValueOrDefault(item.Id) >= content.Plan.AnnotatorsPerItem),
                content.People.Count,
                content.AnswerCountOfPeople,
                content.AnswerCountOfPeople - content.Latest.Count,
                content.Items.Count(item => item is { Known: not null, IsClosed: false }),
                content.Items.Count(item => item.IsClosed),
                content.RewardAnnotators.Count,
            ]])
        {
            Footnotes =
            [
                $"An item is completed when {content.Plan.AnnotatorsPerItem} annotators have answered it.",
                .. content.RewardAnnotators.Count > 0
                    ? ["Annotators, answers and results are those of people; reward annotators are shown beside them."]
                    : Array.Empty<string>(),
            ],
        };
    }

    private static ResultTable Outcomes(StudyComparisons study, StudyQuestion question, string by)
    {
        var pairs = study.Pairs.Select(pair => (pair.First, pair.Second, Sets: study.From(pair.First, pair.Second, question)))
            .Where(pair => pair.Sets.Count > 0)
                .Select(pair => (pair.First, pair.Second, Summary: ComparisonSummary.Compute(pair.Sets))).ToArray();
        var comparisons = new ComparisonTable(pairs.Select(pair => Comparison.From(pair.First, pair.Second, Name(question), pair.Summary)));
        return new ResultTable(
            $"{(question == StudyQuestion.Alignment ? "Text-image alignment" : "Image quality")}: image groups compared by {by}",
            ["model", "baseline", "groups", "wins", "ties", "losses", "lead", "wins for each loss", "p"],
            pairs.Select((pair, i) => (IReadOnlyList<object?>)
            [
                pair.First,
                pair.Second,
                pair.Summary.Count,
                pair.Summary.Wins,
                pair.Summary.Ties,
                pair.Summary.Losses,
                comparisons.Lead(i),
                Ratio(pair.Summary),
                comparisons.P(i),
            ]))
        {
            Footnotes =
            [
                "A group wins or loses if more than half of its annotators say so; otherwise it is a tie. The lead is the share of wins minus that of losses; "
                + "intervals are 95% intervals over prompts.",
                .. comparisons.Footnotes,
            ],
        };
    }

    private static ResultTable Ranking(StudyComparisons comparisons, StudyQuestion question, ulong seed)
    {
        RankedCompetitor[] ranking = [.. BradleyTerry.Rank(comparisons.Contests(question), comparisons.Models.Count, seed).OrderBy(model => model.Rank)];
        return new ResultTable(
            $"{(question == StudyQuestion.Alignment ? "Text-image alignment" : "Image quality")}: models ranked by Bradley and Terry's model",
            ["rank", "model", "strength", "Elo points", "ranks within the interval"],
            ranking.Select(model => (IReadOnlyList<object?>)
            [
                model.Rank,
                comparisons.Models[model.Competitor],
                NumberCell.From(model.Strength, isSigned: true),
                NumberCell.From(model.Elo, isSigned: true, meanDecimals: 0, endDecimals: 0),
                model.RankLower is null ? "-" : model.RankLower == model.RankUpper ? $"{model.RankLower}" : $"{model.RankLower} to {model.RankUpper}",
            ]))
        {
            Footnotes =
            [
                "Log-strengths, 0 on average; ties count as half a win for each; 95% bootstrap intervals over prompts, widened for their number. "
                + "400 Elo points are odds of ten to one.",
                .. ConfidenceInterval.WhyMissing(ranking.Select(model => model.Strength)),
            ],
        };
    }

    private static NumberCell Ratio(ComparisonSummary summary) => summary.Ratio is { } ratio
        ? new NumberCell(
            summary.RatioLower is { } lower && summary.RatioUpper is { } upper ? $"{End(ratio)} [{End(lower)}, {End(upper)}]" : $"{End(ratio)} [-]", ratio)
        {
            IsInterval = true, Low = summary.RatioLower, High = summary.RatioUpper, Count = summary.Count,
        }
        : NumberCell.Missing with { IsInterval = true };

    private static string End(double value) => double.IsFinite(value) ? value.ToString("0.0", CultureInfo.InvariantCulture) : "inf";

    internal static string Name(StudyQuestion question) => question.ToString().ToLowerInvariant();
}
