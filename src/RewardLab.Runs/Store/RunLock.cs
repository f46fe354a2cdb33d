using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>A file that a run's process holds open exclusively and that goes with it, so that a run whose process is gone is told from a running one.</summary>
/// <remarks>A killed process leaves the file, but not the lock on it. Works between .NET processes of one machine.</remarks>
internal static class RunLock
{
    public const string FileName = "run.lock";

    public static FileStream Take(string runFolder)
    {
        var path = Path.Combine(runFolder, FileName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    public static bool IsHeld(string runFolder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(runFolder, FileName), FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return true;
        }
    }
}
