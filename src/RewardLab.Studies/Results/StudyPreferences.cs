using RewardLab.Abstractions;
using RewardLab.Evaluation.Comparisons;
using RewardLab.Evaluation.Preferences;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>What people's answers say of pairs of images: which is preferred, as models and rewards learn from it.</summary>
public static class StudyPreferences
{
    /// <summary>The preferences of a study's file, or of any other labels on disk.</summary>
    /// <param name="path">A study, such as labels.db or judgements.db, or what else <see cref="BenchmarkFolder"/> opens.</param>
    /// <param name="images">Folder of the images, where they lie elsewhere than beside labels that are no study; null for beside them.</param>
    /// <returns>Decided pairs and ties; images by full path.</returns>
    /// <exception cref="RewardLabException">It cannot be read, an image is missing, or it prefers no image to another.</exception>
    public static IReadOnlyList<PreferencePair> Read(string path, string? images = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        PreferencePair[] pairs = IsStudy(path) && StudyContent.Read(path) is { Plan.Kind: StudyKind.Comparisons } content
            ? [.. OfComparisons(content)]
            : [.. BenchmarkFolder.Open(path, images).SelectMany(source => OfLabels(source).Concat(OfChoices(source)))];
        return pairs.Any(pair => pair.Outcome != PreferenceOutcome.Tie) ? pairs : throw new RewardLabException(
            $"'{path}' prefers no image to another: it takes a prompt with good and bad images, or comparisons that are decided.");
    }

    private static bool IsStudy(string path) => File.Exists(path) && Path.GetExtension(path).Equals(".db", StringComparison.OrdinalIgnoreCase);

    // An image that is labelled better is preferred to each that is labelled worse; those that are labelled alike are not compared.
    private static IEnumerable<PreferencePair> OfLabels(BenchmarkSource source) =>
        from prompt in source.Set.Prompts
        let grades = prompt.Labels.Mean.ToArray()
        from better in Enumerable.Range(0, grades.Length)
        from worse in Enumerable.Range(0, grades.Length)
        where grades[better] > grades[worse]
        select new PreferencePair(
            prompt.Prompt, PathOf(source, prompt.Images[better]), PathOf(source, prompt.Images[worse]), PreferenceOutcome.First);

    private static IEnumerable<PreferencePair> OfChoices(BenchmarkSource source) =>
        source.Set.Choices.Select(choice => choice with { First = PathOf(source, choice.First), Second = PathOf(source, choice.Second) });

    // Sets of images that were compared: each image of one stands against one of the other, by what most annotators say of alignment.
    private static IEnumerable<PreferencePair> OfComparisons(StudyContent content) =>
        from set in new StudyComparisons(content).Majorities(StudyQuestion.Alignment)
        from pair in set.Item.First.Zip(set.Item.Second)
        select new PreferencePair(set.Item.Prompt, pair.First.Path, pair.Second.Path, set.Outcome switch
        {
            SetOutcome.Win => PreferenceOutcome.First,
            SetOutcome.Loss => PreferenceOutcome.Second,
            _ => PreferenceOutcome.Tie,
        });

    private static string PathOf(BenchmarkSource source, string image) => source.PathOf(image)
        ?? throw new RewardLabException($"{source.Set.Name}: image '{image}' is in none of the folders {string.Join(", ", source.Folders)}.");
}
