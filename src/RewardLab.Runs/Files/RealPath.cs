namespace RewardLab.Runs.Files;

/// <summary>Where a path leads once every link on the way is followed.</summary>
public static class RealPath
{
    // As many as Linux follows.
    private const int MaxLinks = 40;

    /// <summary>The absolute path without links; where a link leads nowhere or round in a ring, the path up to there.</summary>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FollowFirstLink(full) is not { } next)
            {
                break;
            }

            full = next;
        }

        return full;
    }

    private static string? FollowFirstLink(string full)
    {
        var root = Path.GetPathRoot(full)!;
        var parts = full[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        var place = root;
        for (var i = 0; i < parts.Length; i++)
        {
            var next = Path.Combine(place, parts[i]);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                return Path.GetFullPath(Path.Combine([place, target, .. parts[(i + 1)..]]));
            }

            place = next;
        }

        return null;
    }
}
