using RewardLab.Runs.Events;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>Paths inside a run's folder.</summary>
public static class RunPath
{
    private static readonly string[] Reserved =
    [
        RunRecord.FileName, RunNotes.FileName, RunEvents.FileName, RunLock.FileName, RunHeartbeatFile.FileName, RunHeartbeatFile.StopFileName,
    ];

    /// <summary>The full path of a file that a component names.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="relativePath">Path inside it, with forward slashes.</param>
    /// <exception cref="ArgumentException">The path leaves the folder, or names a file of the run's own, or a name that Windows cannot keep.</exception>
    public static string Resolve(string runFolder, string relativePath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(relativePath);
        var parts = relativePath.Split('/');
        if (Path.IsPathRooted(relativePath) || relativePath.AsSpan().IndexOfAny("\\:\0") >= 0
            || parts.Any(part => part.Length == 0 || part.Trim() is "." or ".." or ""))
        {
            throw new ArgumentException(
                $"'{relativePath}' is not a path inside the run's folder. Use forward slashes and no '..', such as 'images/first.png'.", nameof(relativePath));
        }

        if (parts.Select(static part => WindowsFileName.Problem(part) is { } problem ? $"'{part}' {problem}" : null).FirstOrDefault(static p => p is not null)
            is { } bad)
        {
            throw new ArgumentException($"'{relativePath}': {bad}, and runs move between systems. Choose another name.", nameof(relativePath));
        }

        if (Reserved.Contains(relativePath, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{relativePath}' is written by the run itself. Choose another name.", nameof(relativePath));
        }

        return Path.Combine([runFolder, .. parts]);
    }
}
