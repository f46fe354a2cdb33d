using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>Makes a benchmark of rows: of labelled images, of choices, or in the shape of ImageRewardDB or Pick-a-Pic.</summary>
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
    /// <summary>Reads a split's rows, of any of the shapes that tables of labels have.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="source">The file's name, for errors about all of it.</param>
    /// <exception cref="RewardLabException">A row has none of the shapes or a value that cannot be, an image of a prompt comes twice,
    /// or there is no row.</exception>
    public static BenchmarkSplit Read(string name, IEnumerable<BenchmarkRow> rows, string source)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(source);
        var labelledImages = new List<LabelledImage>();
        var choices = new List<PreferencePair>();
        foreach (var row in rows)
        {
            if (PreferenceRow.TryRead(row) is { } read)
            {
                choices.AddRange(read);
            }
            else
            {
                labelledImages.Add(LabelledImage.Read(row));
            }
        }

        choices.AddRange(labelledImages.Where(image => image.Rank is not null).GroupBy(image => (image.Group, image.Prompt))
            .SelectMany(group => PreferencePair.FromRanking(group.Key.Prompt, [.. group.Select(image => (image.Image, image.Rank!.Value))])));
        var labelled = labelledImages.Where(image => image.HasLabel).ToArray();
        if (labelled.Length + choices.Count == 0)
        {
            throw new RewardLabException($"{source}: has neither labelled images nor preferences.");
        }

        return new BenchmarkSplit(name, [.. labelled.GroupBy(image => image.Prompt, StringComparer.Ordinal).Select(Prompt)], choices);
    }

    private static BenchmarkPrompt Prompt(IGrouping<string, LabelledImage> group)
    {
        LabelledImage[] labelledImages = [.. group];
        var images = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in labelledImages)
        {
            if (!images.Add(image.Image))
            {
                throw image.Row.Error($"'{image.Image}' is already labelled for this prompt");
            }

            if (image.Grade is null != labelledImages[0].Grade is null)
            {
                throw image.Row.Error("other images of this prompt have labels of another kind");
            }

            if (image.Grade is null && image.Labels.Count != labelledImages[0].Labels.Count)
            {
                throw image.Row.Error(
                    $"has {image.Labels.Count} labels, where another image of this prompt has {labelledImages[0].Labels.Count}; "
                    + "leave a label empty where an annotator gave none");
            }
        }

        return new BenchmarkPrompt(
            group.Key,
            [.. labelledImages.Select(image => image.Image)],
            labelledImages[0].Grade is null
                ? LabelSet.FromLabels([.. labelledImages.Select(image => (IReadOnlyList<LabelValue>)[.. image.Labels.OfType<LabelValue>()])])
                : LabelSet.FromGrades(labelledImages.Select(image => image.Grade!.Value)),
            labelledImages[0].Grade is null ? [.. labelledImages.Select(image => image.Labels)] : []);
    }
}
