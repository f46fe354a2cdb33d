namespace RewardLab.Studies.Sessions;

/// <summary>Items that an annotator has in hand, so that another must wait for them.</summary>
/// <param name="Annotator">Number of the annotator who has them.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Remaining">After how long they are free again at the latest, unless they are answered or asked for again.</param>
public sealed record HeldItems(int Annotator, int Count, TimeSpan Remaining);
