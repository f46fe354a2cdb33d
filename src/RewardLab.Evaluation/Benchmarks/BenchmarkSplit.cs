using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Preferences;
using RewardLab.Evaluation.Tia2;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>Labels and preferences of a benchmark's images.</summary>
/// <param name="Name">Its name in tables and files.</param>
/// <param name="Prompts">Prompts with labelled images, each once.</param>
/// <param name="Choices">Choices between two images of a prompt.</param>
public sealed record BenchmarkSplit(string Name, IReadOnlyList<BenchmarkPrompt> Prompts, IReadOnlyList<PreferencePair> Choices)
{
    /// <summary>Every image that is labelled or chosen from, with its prompt, each once.</summary>
    public IReadOnlyList<(string Prompt, string Image)> Images =>
    [
        .. Prompts.SelectMany(prompt => prompt.Images.Select(image => (prompt.Prompt, image)))
            .Concat(Choices.SelectMany(choice => new[] { (choice.Prompt, choice.First), (choice.Prompt, choice.Second) }))
            .Distinct(),
    ];

    /// <summary>One of TIA2's sets.</summary>
    /// <param name="set">Which.</param>
    /// <param name="annotations">Its labels, as its file has them.</param>
    public static BenchmarkSplit Create(Tia2Set set, IEnumerable<Tia2Annotation> annotations)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Create(set.Name, annotations);
    }

    /// <summary>Labels in TIA2's format, of any set.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="annotations">Its labels, as its file has them.</param>
    public static BenchmarkSplit Create(string name, IEnumerable<Tia2Annotation> annotations)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(annotations);
        return new BenchmarkSplit(
            name,
            [
                .. annotations.GroupBy(annotation => annotation.Prompt, StringComparer.Ordinal).Select(group => new BenchmarkPrompt(
                    group.Key,
                    [.. group.Select(annotation => annotation.Image)],
                    LabelSet.FromLabels([.. group.Select(annotation => annotation.Labels)]),
                    [.. group.Select(annotation => (IReadOnlyList<LabelValue?>)[.. annotation.Labels.Select(label => (LabelValue?)label)])])),
            ],
            []);
    }
}
