using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>What Windows says of a file, by a handle that reads none of it.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsFile
{
    private const int BasicInformation = 0; // FILE_INFO_BY_HANDLE_CLASS.FileBasicInfo

    /// <summary>The stamp of a file; one that proves nothing of a file whose hash is not kept, which costs as much to open as to hash, and where the file
    /// system does not number its files or note their changes.</summary>
    /// <exception cref="IOException">There is nothing, or it cannot be asked.</exception>
    public static FileStamp Stamp(string path)
    {
        var length = new FileInfo(path).Length;
        if (length < FileHashes.MinKeptBytes)
        {
            return new FileStamp(length, 0, 0, 0);
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return GetFileInformationByHandle(file, out var known) && GetFileInformationByHandleEx(file, BasicInformation, out var times, Marshal.SizeOf<Times>())
            ? new FileStamp(
                ((long)known.SizeHigh << 32) | known.SizeLow,
                times.Modified,
                times.Changed,
                ((long)known.NodeHigh << 32) | known.NodeLow)
            : new FileStamp(RandomAccess.GetLength(file), 0, 0, 0);
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, out Known known);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandleEx(SafeFileHandle file, int kind, out Times times, int size);

    // BY_HANDLE_FILE_INFORMATION.
    [StructLayout(LayoutKind.Sequential)]
    private struct Known
    {
        public uint Attributes;
        public uint CreatedLow;
        public uint CreatedHigh;
        public uint AccessedLow;
        public uint AccessedHigh;
        public uint ModifiedLow;
        public uint ModifiedHigh;
        public uint Volume;
        public uint SizeHigh;
        public uint SizeLow;
        public uint LinkCount;
        public uint NodeHigh;
        public uint NodeLow;
    }

    // FILE_BASIC_INFO, in ticks of 100 nanoseconds since 1601.
    [StructLayout(LayoutKind.Sequential)]
    private struct Times
    {
        public long Created;
        public long Accessed;
        public long Modified;
        public long Changed;
        public uint Attributes;
    }
}
