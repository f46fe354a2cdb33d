using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>The labels of a study as a table with a column for each person.</summary>
/// <param name="Annotators">The people's names, in the order in which they joined.</param>
/// <param name="Rows">The labelled items with the hashes of their images, what their image is called, and a label of each person,
/// null where one gave none.</param>
internal sealed record LabelColumns(
    IReadOnlyList<string> Annotators,
    IReadOnlyList<(StudyItem Item, string Image, IReadOnlyList<LabelValue?> Labels)> Rows)
{
    /// <exception cref="Abstractions.RewardLabException">It is not a study of labels, or nobody has labelled yet.</exception>
    public static LabelColumns Create(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        var prompts = StudyLabels.From(content, path).Set.Prompts;
        var labels = content.Latest.Where(kept => content.Items[(int)kept.Answer.Item - 1].Known is null).ToArray();
        var answered = labels.Select(kept => kept.Answer.Annotator).ToHashSet();
        var asked = labels.Select(kept => kept.Answer.Item).ToHashSet();
        var items = ImageHash.Complete([.. content.Items.Where(item => asked.Contains(item.Id))])
            .GroupBy(item => item.Prompt, StringComparer.Ordinal)
            .SelectMany(prompt => prompt);
        return new LabelColumns(
            [.. content.People.Where(annotator => answered.Contains(annotator.Id)).Select(annotator => annotator.Name)],
            [.. items.Zip(
                prompts.SelectMany(prompt => prompt.Images.Zip(prompt.AnnotatorLabels)),
                (item, row) => (item, row.First, row.Second))]);
    }
}
