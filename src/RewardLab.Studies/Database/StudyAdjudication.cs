namespace RewardLab.Studies.Database;

/// <summary>A decision on an item that is kept. The last one on a question counts; earlier ones are its history.</summary>
/// <param name="Id">Its number, in the order in which they were made.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Saved">When it was saved, by this machine's clock.</param>
public sealed record StudyAdjudication(long Id, NewAdjudication Decision, DateTimeOffset Saved);
