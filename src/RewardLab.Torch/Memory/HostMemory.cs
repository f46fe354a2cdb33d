using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Memory;

/// <summary>Memory of this machine.</summary>
public static class HostMemory
{
    private const string MachineFile = "/proc/meminfo";
    private const string GroupLimitFile = "/sys/fs/cgroup/memory.max";
    private const string GroupUseFile = "/sys/fs/cgroup/memory.current";

    /// <summary>Bytes that are free, within the limits of the container that the process may run in.</summary>
    public static long FreeBytes
    {
        get
        {
            var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            if (File.Exists(MachineFile)
                && TextFile.ReadLines(MachineFile).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line)
            {
                limit = Math.Min(limit, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10);
            }

            // A container's own limit, where it has one; "max" where it has none.
            return ReadNumber(GroupLimitFile) is { } max && ReadNumber(GroupUseFile) is { } used ? Math.Max(0, Math.Min(limit, max - used)) : limit;
        }
    }

    private static long? ReadNumber(string path)
    {
        try
        {
            return long.TryParse(TextFile.Read(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
