namespace RewardLab.Studies.Database;

/// <summary>What an annotator wrote about an item. A later comment of the same annotator on the same item replaces it; an empty one takes it back.</summary>
/// <param name="Id">Its number, in the order in which they were saved.</param>
/// <param name="Comment">The comment.</param>
/// <param name="Saved">When it was saved, by this machine's clock.</param>
public sealed record StudyComment(long Id, NewComment Comment, DateTimeOffset Saved);
