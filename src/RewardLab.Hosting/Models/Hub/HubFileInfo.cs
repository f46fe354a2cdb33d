namespace RewardLab.Hosting.Models.Hub;

/// <summary>What the hub says of a file.</summary>
/// <param name="Commit">The commit that the revision is.</param>
/// <param name="Hash">SHA-256 of a large file, or git's SHA-1 of a small one, in lower-case hexadecimal.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Source">Where its bytes are to be had.</param>
internal sealed record HubFileInfo(string Commit, string Hash, long Bytes, Uri Source);
