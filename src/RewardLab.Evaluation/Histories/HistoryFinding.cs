namespace RewardLab.Evaluation.Histories;

/// <summary>Something that a user should know of a fine-tuning.</summary>
/// <param name="Epoch">Epochs trained, or the epoch in which it was found.</param>
/// <param name="Kind">The kind of its event.</param>
/// <param name="Message">One line.</param>
public sealed record HistoryFinding(int Epoch, string Kind, string Message);
