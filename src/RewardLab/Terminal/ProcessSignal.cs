using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RewardLab.Terminal;

/// <summary>Asks another process to end in order, by the system's means.</summary>
internal static partial class ProcessSignal
{
    private const int Terminate = 15;
    private const uint CtrlBreak = 1;

    /// <summary>SIGTERM; on Windows Ctrl+Break, for a process that was started in a group of its own. One that has ended hears nothing.</summary>
    public static void AskToEnd(Process process)
    {
        try
        {
            if (process.HasExited)
            {
                return;
            }

            if (OperatingSystem.IsWindows())
            {
                _ = GenerateConsoleCtrlEvent(CtrlBreak, (uint)process.Id);
            }
            else
            {
                _ = Kill(process.Id, Terminate);
            }
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
            return;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateConsoleCtrlEvent(uint controlEvent, uint processGroupId);
}
