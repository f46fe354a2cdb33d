namespace RewardLab.Editor.Projects;

/// <summary>An experiment's file in the project.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Error">Why it cannot be read; null where it can.</param>
internal sealed record ExperimentFile(string Path, string? Error);
