using System.Globalization;
using System.Text.RegularExpressions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>A row that labels an image.</summary>
internal sealed partial record LabelledImage(
    BenchmarkRow Row,
    string Prompt,
    string Image,
    IReadOnlyList<LabelValue?> Labels,
    double? Grade,
    int? Rank,
    string Group)
{
    private const string AlignmentRating = "image_text_alignment_rating";

    // ImageRewardDB rates from 1 to 7.
    private const double WorstRating = 1;
    private const double BestRating = 7;

    private static readonly string[] ListColumns = ["labels", "human_labels", "label"];

    public bool HasLabel => Grade is not null || Labels.Count > 0;

    public static LabelledImage Read(BenchmarkRow row)
    {
        var prompt = row.Required("prompt", "caption");
        var image = row.Required("image", "image_path");
        var labels = AnnotatorLabels(row);
        var grade = labels.Length > 0 ? null : GradeOf(row);
        var rank = RankOf(row);
        if (labels.Length > 0 && labels.All(label => label is null))
        {
            throw row.Error($"'{image}' has no label of any annotator");
        }

        return labels.Length == 0 && grade is null && rank is null
            ? throw row.Error($"'{image}' has no label: give labels, label_1 and so on, good, grade, or {AlignmentRating}")
            : new LabelledImage(row, prompt, image, labels, grade, rank, row.Text("prompt_id") ?? prompt);
    }

    private static LabelValue?[] AnnotatorLabels(BenchmarkRow row)
    {
        if (ListColumns.FirstOrDefault(row.Has) is { } list)
        {
            // A list in one cell of a table is parted by spaces, commas, semicolons or bars, with or without brackets.
            var texts = row.List(list) is [var one] ? one.Trim('[', ']').Split([' ', ',', ';', '|'], StringSplitOptions.RemoveEmptyEntries) : row.List(list);
            return [.. texts.Select(text => MajorityLabel(row, list, text))];
        }

        return
        [
            .. row.Columns.Select(column => (Column: column, Match: LabelColumn().Match(column))).Where(found => found.Match.Success)
                .OrderBy(found => int.Parse(found.Match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture))
                .Select(found => row.Text(found.Column) is { } text ? MajorityLabel(row, found.Column, text) : (LabelValue?)null),
        ];
    }

    private static LabelValue? MajorityLabel(BenchmarkRow row, string column, string text)
    {
        if (text is "" or "null")
        {
            return null;
        }

        switch (text.ToLowerInvariant())
        {
            case "good" or "true":
                return LabelValue.Good;
            case "bad" or "false":
                return LabelValue.Bad;
            case "skip" or "inconclusive":
                return LabelValue.Inconclusive;
        }

        var value = row.ToNumber(column, text);
        return value is 1 or 0 or -1
            ? (LabelValue)(int)value
            : throw row.Error($"a label is {text}, but must be 1 (good), 0 (bad) or -1 (inconclusive)");
    }

    private static double? GradeOf(BenchmarkRow row)
    {
        if (row.Text("good") is { } good)
        {
            return good.ToLowerInvariant() switch
            {
                "true" or "1" or "yes" or "1.0" => 1,
                "false" or "0" or "no" or "0.0" => 0,
                _ => throw row.Error($"\"good\" is \"{good}\", but must be true or false"),
            };
        }

        if (row.Number("grade") is { } grade)
        {
            return grade is >= 0 and <= 1 ? grade : throw row.Error($"\"grade\" is {grade}, but must be from 0 to 1");
        }

        return row.Number(AlignmentRating) is not { } rating ? null
            : rating is >= WorstRating and <= BestRating ? (rating - WorstRating) / (BestRating - WorstRating)
            : throw row.Error($"\"{AlignmentRating}\" is {rating}, but must be from {WorstRating} to {BestRating}");
    }

    private static int? RankOf(BenchmarkRow row) =>
        row.Number("rank") is not { } rank ? null
        : rank >= 1 && rank == Math.Floor(rank) && rank < int.MaxValue ? (int)rank
        : throw row.Error($"\"rank\" is {rank}, but must be a whole number from 1, which is best");

    [GeneratedRegex(@"^(label|annotator)_?(?<number>\d{1,4})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelColumn();
}
