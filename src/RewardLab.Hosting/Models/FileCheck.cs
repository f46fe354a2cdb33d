using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Models;

/// <summary>Compares a file on this machine with what is known of it.</summary>
public static class FileCheck
{
    /// <summary>Reads the file again.</summary>
    /// <param name="path">Where it lies; null where it is not here.</param>
    /// <param name="file">What is known of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The outcome in words, and whether it is right.</returns>
    public static async Task<(string Result, bool IsRight)> RunAsync(string? path, ModelFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (path is null)
        {
            return ("missing", false);
        }

        // The cache names a blob by its hash; the registry's word counts more, where it has one for this very file.
        var blob = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var named = Path.GetFileName(blob);
        var isFirst = string.Equals(Path.GetFileName(path), Path.GetFileName(file.Name), StringComparison.Ordinal);
        var expected = isFirst && file.Sha256 is { } known ? known : HubNames.IsBlob(named) ? named : null;
        if (expected is null)
        {
            return ("here; no hash is known", true);
        }

        var actual = await BlobHash.OfAsync(blob, expected, cancellationToken);
        return actual == expected ? ("right", true) : ($"WRONG: is {actual}, should be {expected}; delete {blob} and get it again", false);
    }
}
