namespace RewardLab.Studies.Database;

/// <summary>A comment that is to be saved.</summary>
/// <param name="Annotator">Number of the annotator.</param>
/// <param name="Item">Number of the item.</param>
/// <param name="Text">The text, at most <see cref="MaxLength"/> characters; empty to take an earlier one back.</param>
public sealed record NewComment(int Annotator, long Item, string Text)
{
    /// <summary>Characters of a comment at most.</summary>
    public const int MaxLength = 2000;

    /// <summary>When it was written, by the annotator's own clock; null where that is not known.</summary>
    public DateTimeOffset? ClientTime { get; init; }

    /// <summary>A key of the sender's choice: a comment sent again with the same key is saved once. Null for none.</summary>
    public string? Key { get; init; }
}
