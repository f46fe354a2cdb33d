namespace RewardLab.Studies.Database;

/// <summary>A change of a study, as its history keeps it.</summary>
/// <param name="Saved">When it was made, by the machine's clock.</param>
/// <param name="Text">What was changed, in one line.</param>
public sealed record StudyChange(DateTimeOffset Saved, string Text);
