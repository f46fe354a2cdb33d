namespace RewardLab.Editor.Processes;

/// <summary>A run to be started.</summary>
/// <param name="Title">What lists call it, such as "01-quickstart".</param>
/// <param name="Arguments">The program's arguments, such as run, recipes/01-quickstart.csx, --set, n=16.</param>
internal sealed record RunJob(string Title, IReadOnlyList<string> Arguments);
