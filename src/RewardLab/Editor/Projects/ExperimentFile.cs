namespace RewardLab.Editor.Projects;

/// <summary>An experiment's file in the project.</summary>
/// <param name="Path">Absolute path.</param>
internal sealed record ExperimentFile(string Path);
