using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Studies.Sessions;

/// <summary>Keeps a study for one process: a file beside it, which goes when the process ends.</summary>
public static class StudyLock
{
    /// <summary>Takes the study; it is let go when the result is disposed.</summary>
    /// <exception cref="RewardLabException">Another process has it, or its folder cannot be written.</exception>
    internal static FileStream Hold(string path)
    {
        var file = path + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (IsHeld(path))
        {
            throw new RewardLabException($"'{path}' is served by another process. Stop that process first, or use its link.", exception);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    /// <summary>Whether a process has the study now.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using var file = new FileStream(path + ".lock", FileMode.Open, FileAccess.Read, FileShare.None);
            return false; // left behind by a process that was killed
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return true;
        }
    }
}
