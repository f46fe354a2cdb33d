using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>Makes a benchmark of rows: of labelled pictures, of choices, or in the shape of ImageRewardDB or Pick-a-Pic.</summary>
/// <remarks>
/// A row is one of these, told apart by its columns; others are passed over:
/// <list type="bullet">
/// <item>A labelled image: prompt (or caption), image (or image_path), and its labels as one column "labels" (or human_labels, or label), as label_1, label_2
/// and so on with
/// empty cells where an annotator gave none, as "good" (true or false), as "grade" (0 to 1), or as ImageRewardDB's image_text_alignment_rating (1 to 7).
/// Labels are 1 good, 0 bad, -1 inconclusive, or these words. With a column "rank", as in ImageRewardDB, images of a prompt_id (or prompt) are choices too; 1
/// is best.</item>
/// <item>A ranking as ImageRewardDB's training files have it: prompt, generations, ranking.</item>
/// <item>A choice as in Pick-a-Pic: caption, image_0_uid, image_1_uid, label_0, label_1 (1 and 0, or .5 each), has_label where it is known.</item>
/// <item>A choice: prompt, first, second, preferred ("first", "second" or "tie").</item>
/// </list>
/// </remarks>
public static class BenchmarkReader
{
    /// <summary>Reads rows.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="source">The file's name, for errors about all of it.</param>
    /// <exception cref="RewardLabException">A row has none of the shapes or a value that cannot be, a picture of a prompt comes twice, or there is no row.</exception>
    public static BenchmarkSet Read(string name, IEnumerable<BenchmarkRow> rows, string source)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(source);
        var pictures = new List<LabelledPicture>();
        var choices = new List<PreferencePair>();
        foreach (var row in rows)
        {
            if (ChoiceRow.TryRead(row) is { } read)
            {
                choices.AddRange(read);
            }
            else
            {
                pictures.Add(LabelledPicture.Read(row));
            }
        }

        choices.AddRange(pictures.Where(picture => picture.Rank is not null).GroupBy(picture => (picture.Group, picture.Prompt))
            .SelectMany(group => PreferencePair.FromRanking(group.Key.Prompt, [.. group.Select(picture => (picture.Image, picture.Rank!.Value))])));
        var labelled = pictures.Where(picture => picture.HasLabel).ToArray();
        if (labelled.Length + choices.Count == 0)
        {
            throw new RewardLabException($"{source}: holds no labelled picture and no choice.");
        }

        return new BenchmarkSet(name, [.. labelled.GroupBy(picture => picture.Prompt, StringComparer.Ordinal).Select(Prompt)], choices);
    }

    private static BenchmarkPrompt Prompt(IGrouping<string, LabelledPicture> group)
    {
        LabelledPicture[] pictures = [.. group];
        var images = new HashSet<string>(StringComparer.Ordinal);
        foreach (var picture in pictures)
        {
            if (!images.Add(picture.Image))
            {
                throw picture.Row.Error($"'{picture.Image}' is labelled for this prompt already");
            }

            if (picture.Grade is null != pictures[0].Grade is null)
            {
                throw picture.Row.Error("other pictures of this prompt have labels of another kind");
            }

            if (picture.Grade is null && picture.Judgements.Count != pictures[0].Judgements.Count)
            {
                throw picture.Row.Error($"has {picture.Judgements.Count} labels, where another picture of this prompt has {pictures[0].Judgements.Count}; leave a label empty where an annotator gave none");
            }
        }

        return new BenchmarkPrompt(
            group.Key,
            [.. pictures.Select(picture => picture.Image)],
            pictures[0].Grade is null
                ? LabelSet.FromJudgements([.. pictures.Select(picture => (IReadOnlyList<Judgement>)[.. picture.Judgements.OfType<Judgement>()])])
                : LabelSet.FromGrades(pictures.Select(picture => picture.Grade!.Value)),
            pictures[0].Grade is null ? [.. pictures.Select(picture => picture.Judgements)] : []);
    }
}
