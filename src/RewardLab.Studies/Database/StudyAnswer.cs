namespace RewardLab.Studies.Database;

/// <summary>An answer that is kept.</summary>
/// <param name="Id">Its number, in the order in which they were kept.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="Revision">1 for the annotator's first answer to the question, 2 for the first change, and so on.</param>
/// <param name="Saved">When it was kept, by this machine's clock.</param>
public sealed record StudyAnswer(long Id, NewAnswer Answer, int Revision, DateTimeOffset Saved);
