using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Editor.Preflights;

/// <summary>How much memory of this machine a new process can have.</summary>
internal static class FreeMemory
{
    private const string LinuxFile = "/proc/meminfo";
    private const string LinuxKey = "MemAvailable:";

    /// <summary>Bytes that are free, or that the system can free at once.</summary>
    public static long Bytes()
    {
        try
        {
            if (File.Exists(LinuxFile)
                && TextFile.ReadLines(LinuxFile).FirstOrDefault(line => line.StartsWith(LinuxKey, StringComparison.Ordinal)) is { } line
                && long.TryParse(string.Concat(line.Where(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes))
            {
                return kilobytes * 1024;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Told by the runtime below, less exactly.
        }

        var memory = GC.GetGCMemoryInfo();
        return Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }
}
