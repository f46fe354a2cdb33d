namespace RewardLab.Editor.Sessions;

/// <summary>A text of several lines that was being typed in a dialog.</summary>
/// <param name="Experiment">The experiment's file whose prompts it lists; null for an experiment without one, or a text of something else.</param>
/// <param name="Run">The folder of the run whose note it is; null for prompts.</param>
/// <param name="Text">The text.</param>
internal sealed record SessionText(string? Experiment, string? Run, string Text);
