using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Numerics.Scoring;

/// <summary>Free memory of devices.</summary>
internal static class DeviceMemory
{
    private const string MachineFile = "/proc/meminfo";
    private const string GroupLimitFile = "/sys/fs/cgroup/memory.max";
    private const string GroupUseFile = "/sys/fs/cgroup/memory.current";

    private delegate int MemoryInfo(out nuint free, out nuint total);

    public static long? FreeBytes(Device device) => device.type switch
    {
        DeviceType.CPU => FreeOfMachine(),
        DeviceType.CUDA => FreeOfCuda(device),
        _ => null,
    };

    private static long FreeOfMachine()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (File.Exists(MachineFile) && File.ReadLines(MachineFile).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line)
        {
            limit = Math.Min(limit, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10);
        }

        // A container's own limit, where it has one; "max" where it has none.
        return ReadNumber(GroupLimitFile) is { } most && ReadNumber(GroupUseFile) is { } used ? Math.Max(0, Math.Min(limit, most - used)) : limit;
    }

    private static long? ReadNumber(string path)
    {
        try
        {
            return long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // TorchSharp does not offer it; the driver does, for the context that torch made current on this thread.
    private static long? FreeOfCuda(Device device)
    {
        using var scope = NewDisposeScope();
        zeros(1, device: device);
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var library)
            || !NativeLibrary.TryGetExport(library, "cuMemGetInfo_v2", out var address))
        {
            return null;
        }

        var query = Marshal.GetDelegateForFunctionPointer<MemoryInfo>(address);
        return query(out var free, out _) == 0 ? (long)free : null;
    }
}
