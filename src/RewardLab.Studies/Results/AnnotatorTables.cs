using System.Globalization;
using RewardLab.Evaluation.Agreement;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Database;
using RewardLab.Studies.Names;

namespace RewardLab.Studies.Results;

/// <summary>How a study's annotators did: people, and rewards beside them.</summary>
internal static class AnnotatorTables
{
    /// <summary>A table of people, where any has answered, and one of reward annotators, where there are such.</summary>
    public static IEnumerable<ResultTable> Create(StudyContent content, StudyQuestion question)
    {
        if (content.Latest.Any(kept => kept.Answer.Question == question))
        {
            yield return Annotators(content, question);
        }

        if (content.LatestOfRewards.Any(kept => kept.Answer.Question == question))
        {
            yield return Rewards(content, question);
        }
    }

    private static ResultTable Rewards(StudyContent content, StudyQuestion question)
    {
        var answers = content.Latest.Concat(content.LatestOfRewards)
            .Where(kept => kept.Answer.Question == question && content.Items[(int)kept.Answer.Item - 1].Known is null)
            .ToLookup(kept => kept.Answer.Annotator, kept => kept.Answer);
        var votes = content.Latest.Where(kept => kept.Answer.Question == question).ToLookup(kept => kept.Answer.Item, kept => kept.Answer);
        var rows = content.RewardAnnotators.Concat(content.People)
            .Where(annotator => answers.Contains(annotator.Id))
            .Select(annotator => (Annotator: annotator, Shares: Agreements(content, [.. answers[annotator.Id]], votes)))
            .ToArray();
        var intervals = rows.Select(row => row.Shares.Length == 0
            ? null
            : ConfidenceInterval.OfMean([.. row.Shares.Select(prompt => prompt.Mean)], ValueRange.Share)).ToArray();
        return new ResultTable(
            content.Plan.Kind == StudyKind.Labels
                ? "Reward annotators beside people"
                : $"Reward annotators beside people, on {StudyTables.Name(question)}",
            ["annotator", "is", "answers", "compared", "agreement with the majority"],
            rows.Select((row, i) => (IReadOnlyList<object?>)
            [
                row.Annotator.Name,
                row.Annotator.IsReward ? "reward" : "person",
                answers[row.Annotator.Id].Count(),
                row.Shares.Sum(prompt => prompt.Count),
                NumberCell.From(intervals[i]),
            ]))
        {
            Footnotes =
            [
                "Agreement: the share of items answered as more than half of the people did, a person's own answer left out; mean over prompts, with its 95% "
                + "interval. Items without such a majority are not compared.",
                .. ConfidenceInterval.WhyMissing(intervals),
            ],
        };
    }

    // Of each prompt: how many items can be compared, and how many of them agree.
    private static (int Count, double Mean)[] Agreements(StudyContent content, NewAnswer[] own, ILookup<long, NewAnswer> votes) =>
    [
        .. own.Select(answer => (content.Items[(int)answer.Item - 1].Prompt, Agrees: Agrees(answer, [.. votes[answer.Item]])))
            .Where(item => item.Agrees is not null)
            .GroupBy(item => item.Prompt, StringComparer.Ordinal)
            .Select(prompt => (prompt.Count(), prompt.Average(item => item.Agrees == true ? 1.0 : 0.0))),
    ];

    private static bool? Agrees(NewAnswer own, NewAnswer[] votes)
    {
        int[] others = [.. votes.Where(vote => vote.Annotator != own.Annotator).Select(vote => vote.Value)];
        return others.CountBy(value => value).Where(vote => 2 * vote.Value > others.Length).Select(vote => (bool?)(vote.Key == own.Value)).FirstOrDefault();
    }

    private static ResultTable Annotators(StudyContent content, StudyQuestion question)
    {
        var names = content.People.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        var known = content.Items.Where(item => item.Known is not null)
            .ToDictionary(item => $"{item.Id}", item => (int)item.Known!.Value, StringComparer.Ordinal);
        var answers = content.Latest.Where(kept => kept.Answer.Question == question)
            .Select(kept => new AnnotatorAnswer<int>(
                names[kept.Answer.Annotator], $"{kept.Answer.Item}", kept.Answer.Value, kept.Answer.TakenMilliseconds / 1000.0 ?? double.NaN)).ToArray();
        return new ResultTable(
            content.Plan.Kind == StudyKind.Labels ? "Annotators" : $"Annotators, on {StudyTables.Name(question)}",
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
                    NumberCell.From(quality.Agreement),
                    quality.MedianSeconds,
                    NumberCell.Formatted(quality.HastyShare, "0%"),
                    NumberCell.From(quality.Accuracy),
                ]))
        {
            Footnotes =
            [
                .. Agreement(content, question) is { } alpha
                    ? [string.Create(
                        CultureInfo.InvariantCulture, $"Krippendorff's alpha of all annotators: {alpha:0.000}; 1 is perfect agreement, 0 agreement by chance.")]
                    : Array.Empty<string>(),
                .. content.People.GroupBy(annotator => AnnotatorName.Fold(annotator.Name), StringComparer.Ordinal)
                    .Where(same => same.Count() > 1)
                    .Select(same =>
                        $"{string.Join(", ", same.Select(annotator => $"'{annotator.Name}'"))}: "
                        + "one name in several spellings, which counts as several annotators "
                        + "here, because the study is of a version that told them apart."),
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
}
