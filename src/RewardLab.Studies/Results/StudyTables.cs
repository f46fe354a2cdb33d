using System.Globalization;
using RewardLab.Evaluation.Agreement;
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

            yield return Annotators(content, StudyQuestion.Match);
            yield break;
        }

        var comparisons = new StudyComparisons(content);
        foreach (var question in content.Plan.Questions.Where(question => comparisons.Majorities(question).Count > 0))
        {
            yield return Outcomes(comparisons, question);
            if (comparisons.Models.Count > 2)
            {
                yield return Ranking(comparisons, question, seed);
            }

            yield return Annotators(content, question);
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
        StudyItem[] asked = [.. content.Items.Where(item => item.Known is null)];
        return new ResultTable(
            $"{(content.Plan.Kind == StudyKind.Labels ? "Labels of" : "Comparisons of")} {content.Plan.Title}",
            ["items", "started", "completed", "annotators", "answers", "changed", "with a known answer"],
            [
            [
                asked.Length,
                asked.Count(item => finished.ContainsKey(item.Id)),
                asked.Count(item => finished.GetValueOrDefault(item.Id) >= content.Plan.AnnotatorsPerItem),
                content.Annotators.Count,
                content.Answers.Count,
                content.Answers.Count - content.Latest.Count,
                content.Items.Count - asked.Length,
            ]])
        {
            Footnotes = [$"An item is completed when {content.Plan.AnnotatorsPerItem} annotators have answered it."],
        };
    }

    private static ResultTable Outcomes(StudyComparisons study, StudyQuestion question)
    {
        var pairs = study.Pairs.Select(pair => (pair.First, pair.Second, Sets: study.From(pair.First, pair.Second, question)))
            .Where(pair => pair.Sets.Count > 0)
                .Select(pair => (pair.First, pair.Second, Summary: ComparisonSummary.Compute(pair.Sets))).ToArray();
        var comparisons = new ComparisonTable(pairs.Select(pair => Comparison.From(pair.First, pair.Second, Name(question), pair.Summary)));
        return new ResultTable(
            $"{(question == StudyQuestion.Alignment ? "Text-image alignment" : "Image quality")}: sets by the majority of their annotators",
            ["model", "baseline", "sets", "wins", "ties", "losses", "lead", "wins for each loss", "p"],
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
                model.Strength.ToText(isSigned: true),
                model.Elo.ToText(isSigned: true, meanDecimals: 0, endDecimals: 0),
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

    private static ResultTable Annotators(StudyContent content, StudyQuestion question)
    {
        var names = content.Annotators.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        var known = content.Items.Where(item => item.Known is not null)
            .ToDictionary(item => $"{item.Id}", item => (int)item.Known!.Value, StringComparer.Ordinal);
        var answers = content.Latest.Where(kept => kept.Answer.Question == question)
            .Select(kept => new AnnotatorAnswer<int>(
                names[kept.Answer.Annotator], $"{kept.Answer.Item}", kept.Answer.Value, kept.Answer.TakenMilliseconds / 1000.0 ?? double.NaN)).ToArray();
        return new ResultTable(
            content.Plan.Kind == StudyKind.Labels ? "Annotators" : $"Annotators, asked for {Name(question)}",
            [
                new TableColumn("annotator"),
                new TableColumn("answers"),
                new TableColumn("with the others"),
                new TableColumn("median seconds", Format: "0.0"),
                new TableColumn("hasty"),
                new TableColumn("correct where known"),
            ],
            AnnotatorQuality.Compute(answers, known).Select(quality => (IReadOnlyList<object?>)
                [
                    quality.Annotator,
                    quality.AnswerCount,
                    Share(quality.Agreement),
                    quality.MedianSeconds,
                    quality.HastyShare is { } hasty ? hasty.ToString("0%", CultureInfo.InvariantCulture) : "-",
                    Share(quality.Accuracy),
                ]))
        {
            Footnotes =
            [
                .. Agreement(content, question) is { } alpha
                    ? [string.Create(
                        CultureInfo.InvariantCulture, $"Krippendorff's alpha of all annotators: {alpha:0.000}; 1 is perfect agreement, 0 agreement by chance.")]
                    : Array.Empty<string>(),
                "With the others: how often the answer is that of more than half of the others, with Wilson's 95% interval. Hasty: "
                + "answers faster than .3 s, or further below the median of all times than three median deviations of their logarithms.",
            ],
        };
    }

    // Labels have theirs in the table of labels.
    private static double? Agreement(StudyContent content, StudyQuestion question) => question == StudyQuestion.Match
        ? null
        : AnnotatorAgreement.KrippendorffAlpha(
        [
            .. content.Latest.Where(kept => kept.Answer.Question == question)
                .GroupBy(kept => kept.Answer.Item)
                .Select(item => (IReadOnlyList<int>)[.. item.Select(kept => kept.Answer.Value)]),
        ]);

    private static string Ratio(ComparisonSummary summary) =>
        summary.Ratio is { } ratio
            ? summary.RatioLower is { } lower && summary.RatioUpper is { } upper ? $"{End(ratio)} [{End(lower)}, {End(upper)}]" : $"{End(ratio)} [-]"
            : "-";

    private static string End(double value) => double.IsFinite(value) ? value.ToString("0.0", CultureInfo.InvariantCulture) : "inf";

    private static string Share(WilsonInterval? share) =>
        share is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{share.Share:0%} [{share.Lower:0%}, {share.Upper:0%}]");

    private static string Name(StudyQuestion question) => question.ToString().ToLowerInvariant();
}
