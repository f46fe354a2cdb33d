namespace RewardLab.Hosting.Jobs;

/// <summary>The line by which a detached run tells its starter where its folder is.</summary>
public static class RunAnnouncement
{
    private const string Prefix = "Run folder: ";

    /// <summary>The line that announces a folder.</summary>
    public static string Format(string folder) => Prefix + folder;

    /// <summary>The folder that a line names; null in any other line.</summary>
    public static string? FolderIn(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.StartsWith(Prefix, StringComparison.Ordinal) ? line[Prefix.Length..] : null;
    }
}
