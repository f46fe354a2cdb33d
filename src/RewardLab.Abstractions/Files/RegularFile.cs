namespace RewardLab.Abstractions;

/// <summary>Tells files from what only looks like one in a list of a folder: a pipe keeps whoever opens it waiting for a writer.</summary>
public static class RegularFile
{
    /// <summary>Whether there is something at a path that has no length: an empty file, a pipe or a device. It is not opened to find out.</summary>
    /// <param name="path">A path; links are followed.</param>
    public static bool IsEmptyOrPipe(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) is { Exists: true, Length: 0 };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // whoever opens it gets the same error, and says so
        }
    }
}
