namespace RewardLab.Hosting.Models.Hub;

/// <summary>A repository as it lies on this machine.</summary>
/// <param name="Folder">Its files.</param>
/// <param name="Commit">The commit that they are of.</param>
/// <param name="Files">How many files were wanted; 0 where nobody was asked.</param>
/// <param name="AllFiles">How many the repository has.</param>
public sealed record RepositoryCopy(string Folder, string Commit, int Files, int AllFiles);
