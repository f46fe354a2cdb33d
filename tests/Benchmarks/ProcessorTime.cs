using System.Runtime.InteropServices;

namespace RewardLab.Benchmarks;

/// <summary>Processor time in nanoseconds, on Linux.</summary>
internal static partial class ProcessorTime
{
    private const int Process = 2;
    private const int Thread = 3;

    /// <summary>That all threads of this process have taken.</summary>
    public static long OfProcess() => Read(Process);

    /// <summary>That this thread has taken.</summary>
    public static long OfThread() => Read(Thread);

    private static long Read(int clock) =>
        GetTime(clock, out var time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : throw new PlatformNotSupportedException();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Time(long Seconds, long Nanoseconds);
}
