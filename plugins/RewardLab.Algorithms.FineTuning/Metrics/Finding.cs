namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>Something that a user should know of a fine-tuning: kept in checkpoints and in history.json, so that reports say it too.</summary>
/// <param name="Epoch">Epochs trained, or the epoch in which it was found.</param>
/// <param name="Kind">The event's kind, such as "finetune.collapse".</param>
/// <param name="Message">One line.</param>
internal sealed record Finding(int Epoch, string Kind, string Message);
