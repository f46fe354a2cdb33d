using System.Runtime.InteropServices;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>What the file system says of a file without opening it: opening a pipe would wait for whoever writes to it.</summary>
/// <param name="Size">Length in bytes.</param>
/// <param name="Modified">When its content changed last, in nanoseconds, on Windows in hundreds of them; 0 where unknown.</param>
/// <param name="Changed">When anything of it changed last, which programs do not set in passing, in the same unit; 0 where unknown.</param>
/// <param name="Node">Its number in the file system; 0 where unknown.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(long Size, long Modified, long Changed, long Node)
{
    /// <summary>Whether an equal stamp means an equal content.</summary>
    public bool IsProof => Node != 0 && Changed != 0;

    /// <summary>The stamp of a file, or of what a link leads to.</summary>
    /// <exception cref="RewardLabException">It is a pipe, a socket or a device.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public static FileStamp Of(string path) => OperatingSystem.IsWindows()
        ? WindowsFile.Stamp(path)
        : UnixFile.Stamp(path) ?? throw new RewardLabException(
            $"'{OneLine.Format(Path.GetFileName(path))}' is a pipe, a socket or a device, not a file. Remove it, or replace it with a file.");

    /// <summary>Opens a regular file to read it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How long it may be.</param>
    /// <exception cref="RewardLabException">It is no file, or is longer.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileStream OpenRead(string path, long maxBytes)
    {
        if (Of(path).Size > maxBytes)
        {
            throw new RewardLabException($"'{OneLine.Format(Path.GetFileName(path))}' is larger than {Words(maxBytes)}.");
        }

        return File.OpenRead(path);
    }

    /// <summary>A limit in words.</summary>
    public static string Words(long bytes) =>
        bytes >= 1L << 30 ? $"{bytes >> 30} GiB" : bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{bytes >> 10} KiB";
}
