namespace RewardLab.Hosting.Models.Hub;

/// <summary>One file of a model on the hub.</summary>
/// <param name="Repository">Its repository, "owner/name".</param>
/// <param name="Revision">Branch, tag or commit.</param>
/// <param name="Name">Its path in the repository, with forward slashes.</param>
/// <param name="Sha256">SHA-256 of its bytes in lower-case hexadecimal, where it is known.</param>
/// <param name="Bytes">Its size, where it is known.</param>
/// <param name="Alternative">The name of a file that does as well, where this one is not there; null where none does.</param>
public sealed record ModelFile(string Repository, string Revision, string Name, string? Sha256 = null, long? Bytes = null, string? Alternative = null)
{
    /// <summary>Other repositories that hold the same, in the order in which they are tried after <see cref="Repository"/>.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>All repositories, in the order in which they are tried.</summary>
    internal IEnumerable<string> Repositories => Mirrors.Prepend(Repository);
}
