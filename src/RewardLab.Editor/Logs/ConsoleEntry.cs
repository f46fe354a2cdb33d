using RewardLab.Abstractions;

namespace RewardLab.Editor.Logs;

/// <summary>A line of the console.</summary>
/// <param name="Source">Whose: a run's title; empty for the editor's own.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">The line.</param>
internal sealed record ConsoleEntry(string Source, EventSeverity Level, string Text);
