using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>An answer of a file.</summary>
/// <param name="Item">What was answered.</param>
/// <param name="Question">The question.</param>
/// <param name="Value">The answer.</param>
internal sealed record ImportedAnswer(ItemReference Item, StudyQuestion Question, int Value)
{
    /// <summary>Who gave it; null where the file does not say.</summary>
    public StudyAnnotator? Annotator { get; init; }

    /// <summary>The place of the annotator among those of the file, from 0, where they have no name.</summary>
    public int Number { get; init; }

    /// <summary>When it was kept; null where the file does not say.</summary>
    public DateTimeOffset? Saved { get; init; }

    /// <summary>What else is known of it: times, side and key.</summary>
    public NewAnswer Details { get; init; } = new(0, 0, StudyQuestion.Match, 0);
}
