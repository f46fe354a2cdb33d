namespace RewardLab.Editor.Projects;

/// <summary>Something of the project that failed to load.</summary>
/// <param name="Kind">What it is, such as "recipe".</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why, one line.</param>
/// <param name="Node">Its node in the project.</param>
internal sealed record ProjectError(string Kind, string Name, string Reason, ProjectNode Node);
