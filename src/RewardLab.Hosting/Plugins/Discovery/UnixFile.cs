using System.Runtime.InteropServices;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>stat(2), through the library in which .NET itself has it in one form for all Unix systems.</summary>
internal static partial class UnixFile
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int NotFound = 2; // ENOENT
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The stamp of a file, or null where there is something else at its path.</summary>
    /// <exception cref="IOException">There is nothing, or it cannot be asked.</exception>
    public static FileStamp? Stamp(string path)
    {
        if (Stat(path, out var status) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error == NotFound
                ? new FileNotFoundException($"There is no file '{path}'.", path)
                : new IOException($"'{path}': {Marshal.GetPInvokeErrorMessage(error)}");
        }

        return (status.Mode & TypeMask) == RegularFile
            ? new FileStamp(
                status.Size,
                (status.ModifiedSeconds * NanosecondsPerSecond) + status.ModifiedNanoseconds,
                (status.ChangedSeconds * NanosecondsPerSecond) + status.ChangedNanoseconds,
                status.Node)
            : null;
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(string path, out FileStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
        public uint User;
        public uint Group;
        public long Size;
        public long AccessedSeconds;
        public long AccessedNanoseconds;
        public long ModifiedSeconds;
        public long ModifiedNanoseconds;
        public long ChangedSeconds;
        public long ChangedNanoseconds;
        public long BornSeconds;
        public long BornNanoseconds;
        public long Device;
        public long SpecialDevice;
        public long Node;
        public uint UserFlags;
    }
}
