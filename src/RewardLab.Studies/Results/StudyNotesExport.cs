using System.Globalization;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>Takes comments and adjudications out of a study's file. Files appear whole.</summary>
public static class StudyNotesExport
{
    /// <summary>Writes every comment that was ever written as CSV; "stands" is 1 for those that count.</summary>
    /// <exception cref="Abstractions.RewardLabException">The file cannot be written.</exception>
    public static void WriteCommentsCsv(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        var names = content.Annotators.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        var standing = content.LatestComments.Select(kept => kept.Id).ToHashSet();
        AtomicFileStream.WriteText(path, Text(
        [
            ["annotator", "item", "prompt", "image", "comment", "stands", "client_time", "saved_time"],
            .. content.Comments.Select(kept => (string[])
            [
                names[kept.Comment.Annotator],
                .. ItemCells(content, kept.Comment.Item),
                kept.Comment.Text,
                standing.Contains(kept.Id) ? "1" : "0",
                Time(kept.Comment.ClientTime),
                Time(kept.Saved),
            ]),
        ]));
    }

    /// <summary>Writes every decision that was ever made as CSV;
    /// "stands" is 1 for those that count, and the answer is empty where one was taken back.</summary>
    /// <exception cref="Abstractions.RewardLabException">The file cannot be written.</exception>
    public static void WriteAdjudicationsCsv(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        var standing = content.LatestAdjudications.Select(kept => kept.Id).ToHashSet();
        AtomicFileStream.WriteText(path, Text(
        [
            ["adjudicator", "item", "prompt", "image", "first_model", "second_model", "question", "answer", "reason", "stands", "saved_time"],
            .. content.Adjudications.Select(kept => (string[])
            [
                kept.Decision.Adjudicator,
                .. ItemCells(content, kept.Decision.Item),
                content.Items[(int)kept.Decision.Item - 1].FirstModel,
                content.Items[(int)kept.Decision.Item - 1].SecondModel,
                kept.Decision.Question.ToString().ToLowerInvariant(),
                kept.Decision.Value?.ToString(CultureInfo.InvariantCulture) ?? "",
                kept.Decision.Reason,
                standing.Contains(kept.Id) ? "1" : "0",
                Time(kept.Saved),
            ]),
        ]));
    }

    private static string[] ItemCells(StudyContent content, long id)
    {
        var item = content.Items[(int)id - 1];
        return [id.ToString(CultureInfo.InvariantCulture), item.Prompt, item.First[0].File];
    }

    private static string Text(IEnumerable<string[]> rows) => string.Concat(rows.Select(row => CsvLine.Of(row) + "\n"));

    private static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "";
}
