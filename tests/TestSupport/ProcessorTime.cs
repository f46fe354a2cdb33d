using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RewardLab.TestSupport;

/// <summary>Processor time, which other work on the machine hardly changes: what a claim about an algorithm's cost is held to.</summary>
internal static class ProcessorTime
{
    private const int ThreadClock = 3;

    /// <summary>Processor time that an action takes on the calling thread; on systems other than Linux and Windows the time that passes.</summary>
    public static TimeSpan Of(Action action)
    {
        var watch = Stopwatch.StartNew();
        var before = OfThread();
        action();
        return OfThread() is { } after && before is { } start ? after - start : watch.Elapsed;
    }

    private static TimeSpan? OfThread()
    {
        if (OperatingSystem.IsWindows())
        {
            return GetThreadTimes(GetCurrentThread(), out _, out _, out var kernel, out var user) ? TimeSpan.FromTicks(kernel + user) : null;
        }

        return OperatingSystem.IsLinux() && ClockGetTime(ThreadClock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
            : null;
    }

#pragma warning disable SYSLIB1054 // Source-generated imports need unsafe code, which test projects do without.
    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetCurrentThread();

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool GetThreadTimes(nint thread, out long creation, out long exit, out long kernel, out long user);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
