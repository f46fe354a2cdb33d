using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Experiments.Benchmarks;

namespace RewardLab.Experiments.Studies;

/// <summary>Takes labels from a file into a study, as answers of annotators named after the file.</summary>
public static class StudyImport
{
    /// <summary>Reads labels.</summary>
    /// <remarks>The same file again adds nothing. Pictures are known by prompt and file, or by the names that they have in TIA2's format.</remarks>
    /// <param name="study">A study of labels.</param>
    /// <param name="path">TIA2's JSON, or CSV, JSON lines or Parquet as 'rewardlab study export' writes them.</param>
    /// <returns>How many labels were new.</returns>
    /// <exception cref="RewardLabException">The file cannot be read, holds grades in place of labels, or a picture is none of the study's.</exception>
    public static async Task<int> LabelsAsync(Study study, string path)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (study.Plan.Kind != StudyKind.Labels)
        {
            throw new RewardLabException($"'{study.Path}' compares models; labels have no place in it.");
        }

        var source = BenchmarkFolder.Open(path) is [var one] ? one : throw new RewardLabException($"'{path}' holds several sets; name the file of one.");
        var names = Tia2Names.Of(study.Items);
        var items = study.Items.Where(item => item.Known is null)
            .SelectMany(item => new[] { item.First[0].File, item.First[0].Path, names[item.Id].Image }.Distinct(StringComparer.Ordinal).Select(name => (Key: (item.Prompt, name), item.Id)))
            .GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.First().Id);
        var before = study.Board.AnswerCount;
        await study.SaveAsync([.. source.Set.Prompts.SelectMany(prompt => Answers(study, prompt, items, path))]);
        return (int)(study.Board.AnswerCount - before);
    }

    private static IEnumerable<NewAnswer> Answers(Study study, BenchmarkPrompt prompt, Dictionary<(string Prompt, string Name), long> items, string path)
    {
        if (prompt.Judgements.Count == 0)
        {
            throw new RewardLabException($"{path}: prompt \"{prompt.Prompt}\" has grades, where labels of annotators are needed.");
        }

        for (var i = 0; i < prompt.Images.Count; i++)
        {
            if (!items.TryGetValue((prompt.Prompt, prompt.Images[i]), out var item))
            {
                throw new RewardLabException($"{path}: '{prompt.Images[i]}' of prompt \"{prompt.Prompt}\" is no picture of this study.");
            }

            for (var annotator = 0; annotator < prompt.Judgements[i].Count; annotator++)
            {
                if (prompt.Judgements[i][annotator] is { } judgement)
                {
                    var name = $"{Path.GetFileName(path)} {annotator + 1}";
                    yield return new NewAnswer(study.Join(name[Math.Max(0, name.Length - StudyAnnotator.LongestName)..]).Id, item, StudyQuestion.Match, (int)judgement) { Key = $"import/{item}/{(int)judgement}" };
                }
            }
        }
    }
}
