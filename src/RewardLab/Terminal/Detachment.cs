using System.Runtime.InteropServices;

namespace RewardLab.Terminal;

/// <summary>A process that outlives the one that started it, and its terminal.</summary>
internal static partial class Detachment
{
    /// <summary>Leaves the terminal's session, so that closing the terminal does not end the process.
    /// On Windows a process without a console window is free of it already.</summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = CreateSession(); // fails in a process that leads its group already, which the terminal does not end either
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int CreateSession();
}
