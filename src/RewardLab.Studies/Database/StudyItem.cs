using RewardLab.Evaluation.Labels;

namespace RewardLab.Studies.Database;

/// <summary>What is answered at once: an image, or two sets of images, and a prompt.</summary>
/// <param name="Id">Its number in the study, from 1; 0 before it is in one.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="First">The one image to be labelled, or the first model's set.</param>
/// <param name="Second">The second model's set; empty where labels are asked for.</param>
public sealed record StudyItem(long Id, string Prompt, IReadOnlyList<StudyImage> First, IReadOnlyList<StudyImage> Second)
{
    /// <summary>Who made the first set; empty where labels are asked for.</summary>
    public string FirstModel { get; init; } = "";

    /// <summary>Who made the second set; empty where labels are asked for.</summary>
    public string SecondModel { get; init; } = "";

    /// <summary>Which of the prompt's sets, from 0.</summary>
    public int Set { get; init; }

    /// <summary>The right answer, where it is known: the item measures annotators then, and is not a result.</summary>
    public LabelValue? Known { get; init; }

    /// <summary>Whether it is asked no more; answers that it has still count.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Its place among the items of the same two models, in a random order that never changes: what side the sets stand on goes by it.</summary>
    public int SideRank { get; init; }

    /// <summary>What tells it from the study's other items, wherever its folders lie and in whatever order a set's images are.</summary>
    internal string Identity =>
        string.Join('\n', [Prompt, FirstModel, SecondModel, $"{Set}", Known is null ? "" : "known", .. Names(First), "", .. Names(Second)]);

    private static IEnumerable<string> Names(IReadOnlyList<StudyImage> images) =>
        images.Select(image => $"{image.Folder}/{image.File}").Order(StringComparer.Ordinal);
}
