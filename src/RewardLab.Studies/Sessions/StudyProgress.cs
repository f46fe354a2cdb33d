namespace RewardLab.Studies.Sessions;

/// <summary>How far an annotator is.</summary>
/// <param name="Done">Items that they have answered.</param>
/// <param name="Total">Those and the ones that they can still get: others take some of them.</param>
public sealed record StudyProgress(int Done, int Total);
