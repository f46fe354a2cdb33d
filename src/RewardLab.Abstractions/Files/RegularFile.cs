namespace RewardLab.Abstractions;

/// <summary>Tells regular files from pipes and devices, which a folder lists too: whoever opens a pipe waits for its writer.</summary>
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

    /// <summary>Opens a file to read it. A pipe or a device reads as an empty file: nobody waits for its writer.</summary>
    /// <param name="path">A path; links are followed.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream OpenRead(string path) => IsEmptyOrPipe(path) ? new MemoryStream([], writable: false) : File.OpenRead(path);
}
