using System.Runtime.InteropServices;

namespace RewardLab.Numerics.Runtime;

/// <summary>How torch's threads wait for each other.</summary>
/// <remarks>
/// By default they spin. Where another program wants a core too, the threads that spin take the time of the one that is waited for: on two
/// cores with one busy neighbour, drawing took twenty times as long. Asleep they lose a few per cent on an idle machine.
/// </remarks>
internal static partial class OpenMpWaiting
{
    private const string Variable = "OMP_WAIT_POLICY";

    /// <summary>Has them sleep, unless the user has said how they shall wait. Before libtorch is loaded.</summary>
    public static void PreferSleep()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Variable) is null)
        {
            // .NET's own environment is a copy: OpenMP reads the process's.
            _ = SetEnvironment(Variable, "PASSIVE", 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
