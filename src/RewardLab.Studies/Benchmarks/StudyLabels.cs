using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Benchmarks;

/// <summary>What a study of labels has found, as the benchmark that it is.</summary>
public static class StudyLabels
{
    /// <summary>The file of a study of labels, in the folder of its images.</summary>
    public const string FileName = "labels.db";

    /// <summary>The labelled images of a study as a benchmark's set; images without a label, and those that measure annotators, are left out.</summary>
    /// <param name="path">The study's file; its name is the set's.</param>
    /// <exception cref="Abstractions.RewardLabException">It cannot be read, asks something else, or nobody has labelled yet.</exception>
    public static BenchmarkSource Read(string path) => From(StudyContent.Read(path), path);

    /// <summary>The same of a study that is read already.</summary>
    public static BenchmarkSource From(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(path);
        if (content.Plan.Kind != StudyKind.Labels)
        {
            throw new Abstractions.RewardLabException($"'{path}' is a study of comparisons and has no labels. 'rewardlab study show' shows its results.");
        }

        var answers = content.Latest.Where(answer => content.Items[(int)answer.Answer.Item - 1].Known is null)
            .ToLookup(answer => answer.Answer.Item, answer => answer.Answer);
        if (answers.Count == 0)
        {
            throw new Abstractions.RewardLabException($"'{path}' has no labels yet. Start with 'rewardlab label'.");
        }

        int[] annotators = [.. answers.SelectMany(item => item.Select(answer => answer.Annotator)).Distinct().Order()];
        string[] folders = [.. content.Items.Where(item => answers.Contains(item.Id)).Select(item => item.First[0].Folder).Distinct(StringComparer.Ordinal)];
        var prompts = content.Items.Where(item => answers.Contains(item.Id)).GroupBy(item => item.Prompt, StringComparer.Ordinal).Select(prompt =>
        {
            var annotatorLabels = prompt.Select(item => (IReadOnlyList<LabelValue?>)
            [
                .. annotators.Select(annotator => answers[item.Id].FirstOrDefault(answer => answer.Annotator == annotator) is { } answer
                    ? (LabelValue)answer.Value
                    : (LabelValue?)null),
            ]).ToArray();
            return new BenchmarkPrompt(
                prompt.Key,
                [.. prompt.Select(item => folders.Length == 1 ? item.First[0].File : item.First[0].Path)],
                LabelSet.FromLabels([.. annotatorLabels.Select(labels => (IReadOnlyList<LabelValue>)[.. labels.OfType<LabelValue>()])]),
                annotatorLabels);
        });
        return new BenchmarkSource(new BenchmarkSplit(Path.GetFileNameWithoutExtension(path), [.. prompts], []), folders, []);
    }
}
