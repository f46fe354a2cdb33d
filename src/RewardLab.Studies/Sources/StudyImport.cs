using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;
using RewardLab.Studies.Names;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Sources;

/// <summary>Takes labels from a file into a study, as answers of annotators named after the file.</summary>
public static class StudyImport
{
    private const int MaxPerName = AnnotatorName.MaxLength - 8;

    /// <summary>Imports labels from a file into a study.</summary>
    /// <remarks>What the annotator of that name has answered already is no news: the same file again adds nothing, and another one of its name must say whose
    /// labels it holds. Images are known by prompt and file, or by the names that they have in TIA2's format.</remarks>
    /// <param name="study">A study of labels.</param>
    /// <param name="name">What its annotators are called, followed by a number; null for the file's name.</param>
    /// <param name="path">TIA2's JSON, or CSV, JSON lines or Parquet as 'rewardlab study export' writes them.</param>
    /// <returns>How many labels were new.</returns>
    /// <exception cref="RewardLabException">The file cannot be read, holds grades in place of labels, or an image is none of the study's.</exception>
    public static async Task<int> LabelsAsync(Study study, string path, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (study.Plan.Kind != StudyKind.Labels)
        {
            throw new RewardLabException($"'{study.Path}' is a study of comparisons, into which labels cannot be imported.");
        }

        var source = BenchmarkFolder.Open(path) is [var one] ? one : throw new RewardLabException($"'{path}' has several splits. Name the file of one.");
        var names = Tia2Names.Create(study.Items);
        var items = study.Items.Where(item => item.Known is null)
            .SelectMany(item => new[] { item.First[0].File, item.First[0].Path, names[item.Id].Image }
                .Distinct(StringComparer.Ordinal)
                .Select(name => (Key: (item.Prompt, name), item.Id)))
            .GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.First().Id);

        // All of it is looked at before anyone joins.
        var found = source.Set.Prompts.SelectMany(prompt => Labels(prompt, items, path)).ToArray();
        var called = name ?? Path.GetFileName(path);
        called = called[Math.Max(0, called.Length - MaxPerName)..];
        var there = study.Annotators.ToDictionary(annotator => annotator.Name, StringComparer.Ordinal);
        if (name is null && found.FirstOrDefault(label => there.TryGetValue($"{called} {label.Annotator + 1}", out var former)
            && study.Board.AnswersOf(former, label.Item).TryGetValue(StudyQuestion.Match, out var answer) && answer != (int)label.Label) is { Item: > 0 } other)
        {
            throw new RewardLabException(
                $"{path}: annotator '{called} {other.Annotator + 1}' of an earlier file has given some images other labels. "
                + "Name the annotators of these labels with --as NAME (the same name as before changes its labels).");
        }

        var annotators = found.Select(label => label.Annotator)
            .Distinct()
            .Order()
            .ToDictionary(annotator => annotator, annotator => study.Join($"{called} {annotator + 1}"));
        NewAnswer[] news =
        [
            .. found.Where(label => !study.Board.AnswersOf(annotators[label.Annotator], label.Item).TryGetValue(StudyQuestion.Match, out var there)
                || there != (int)label.Label)
                .Select(label => new NewAnswer(annotators[label.Annotator].Id, label.Item, StudyQuestion.Match, (int)label.Label)),
        ];
        await study.SaveAsync(news);
        return news.Length;
    }

    private static IEnumerable<(int Annotator, long Item, LabelValue Label)> Labels(
        BenchmarkPrompt prompt,
        Dictionary<(string Prompt, string Name), long> items,
        string path)
    {
        if (prompt.AnnotatorLabels.Count == 0)
        {
            throw new RewardLabException($"{path}: prompt \"{prompt.Prompt}\" has grades, but labels of annotators are needed.");
        }

        for (var i = 0; i < prompt.Images.Count; i++)
        {
            if (!items.TryGetValue((prompt.Prompt, prompt.Images[i]), out var item)
                && !items.TryGetValue((prompt.Prompt, prompt.Images[i].Replace('\\', '/')), out item))
            {
                throw new RewardLabException($"{path}: '{prompt.Images[i]}' of prompt \"{prompt.Prompt}\" is not an image of this study.");
            }

            for (var annotator = 0; annotator < prompt.AnnotatorLabels[i].Count; annotator++)
            {
                if (prompt.AnnotatorLabels[i][annotator] is { } label)
                {
                    yield return (annotator, item, label);
                }
            }
        }
    }
}
