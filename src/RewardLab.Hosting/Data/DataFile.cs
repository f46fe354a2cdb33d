namespace RewardLab.Hosting.Data;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">Its path in the data set, with forward slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
public sealed record DataFile(string Name, long Bytes, string Sha256);
