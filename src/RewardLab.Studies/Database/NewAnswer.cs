namespace RewardLab.Studies.Database;

/// <summary>An answer that is to be kept.</summary>
/// <param name="Annotator">Number of the annotator.</param>
/// <param name="Item">Number of the item.</param>
/// <param name="Question">The question.</param>
/// <param name="Value">1, 0 or -1, as <see cref="StudyQuestion"/> says.</param>
public sealed record NewAnswer(int Annotator, long Item, StudyQuestion Question, int Value)
{
    /// <summary>How long the annotator looked, in milliseconds; null where that is not known.</summary>
    public int? TakenMilliseconds { get; init; }

    /// <summary>When it was given, by the annotator's own clock; null where that is not known.</summary>
    public DateTimeOffset? ClientTime { get; init; }

    /// <summary>When it was kept by the study that it is imported from; null for one that is given now.</summary>
    public DateTimeOffset? Saved { get; init; }

    /// <summary>Whether the second model's set was shown on the first side.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>A key of the sender's choice: an answer sent again with the same key, because the reply was lost, is kept once. Null for none.</summary>
    public string? Key { get; init; }
}
