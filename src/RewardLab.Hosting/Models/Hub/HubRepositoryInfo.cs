namespace RewardLab.Hosting.Models.Hub;

/// <summary>What a hub says of a repository.</summary>
/// <param name="Commit">The commit that the revision is.</param>
/// <param name="Files">Its files, and their sizes where the hub tells them.</param>
internal sealed record HubRepositoryInfo(string Commit, IReadOnlyList<(string Name, long? Bytes)> Files);
