using System.Runtime.InteropServices;
using RewardLab.Hosting.Plugins;

namespace RewardLab.Terminal;

/// <summary>The end of the process while threads still compute.</summary>
internal static partial class ProcessEnd
{
    /// <summary>Ends without native destructors, which crash under a thread that is inside libtorch. Every line written so far is out already.</summary>
    public static void AtOnce(int exitCode)
    {
        PluginHost.ExpectEnd();
        if (!OperatingSystem.IsWindows())
        {
            ExitImmediately(exitCode);
        }

        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void ExitImmediately(int exitCode);
}
