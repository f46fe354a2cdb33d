using System.Runtime.InteropServices;

namespace RewardLab.Torch.Runtime;

/// <summary>Environment variables as native libraries read them: outside Windows .NET's own environment is a copy, which they never see.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable of the process, for libraries that are loaded later and for programs that are started.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (OperatingSystem.IsWindows())
        {
            _ = PutEnvironment(name, value); // the C library's copy was made when the process started
        }
        else
        {
            _ = SetEnvironment(name, value, 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_wputenv_s", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int PutEnvironment(string name, string value);
}
