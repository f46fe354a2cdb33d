namespace RewardLab.Running;

/// <summary>The line by which a detached run tells its starter where its folder is.</summary>
internal static class RunAnnouncement
{
    private const string Prefix = "Run folder: ";

    public static string Of(string folder) => Prefix + folder;

    /// <summary>The folder that a line names; null in any other line.</summary>
    public static string? FolderIn(string line) => line.StartsWith(Prefix, StringComparison.Ordinal) ? line[Prefix.Length..] : null;
}
