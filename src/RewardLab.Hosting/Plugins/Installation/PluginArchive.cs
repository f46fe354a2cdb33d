using System.IO.Compression;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;

namespace RewardLab.Hosting.Plugins.Installation;

/// <summary>Unpacks a .nupkg or .zip that comes from anywhere: it stays in its folder and within bounds.</summary>
internal static class PluginArchive
{
    private const int MaxFiles = 10_000;
    private const long MaxBytes = 16L << 30;

    /// <summary>Unpacks an archive into a new folder.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="shown">What messages call the archive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RewardLabException">It is no file or no archive, leads out of the folder, or holds more than 10,000 files or 16 GiB.</exception>
    public static void Extract(string path, string folder, string shown, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = new ZipArchive(FileStamp.OpenRead(path, long.MaxValue)); // a pipe would be waited for
            if (archive.Entries.Count > MaxFiles)
            {
                throw new RewardLabException($"'{shown}' has more than {MaxFiles} files.");
            }

            var left = MaxBytes;
            foreach (var entry in archive.Entries.Where(entry => entry.Name.Length > 0))
            {
                left -= Extract(entry, Inside(folder, entry.FullName, shown), left, shown, cancellationToken);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new RewardLabException($"'{shown}' is neither a .nupkg nor a .zip file, or is damaged: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static long Extract(ZipArchiveEntry entry, string target, long limit, string shown, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var input = entry.Open();
        using var output = new FileStream(target, FileMode.CreateNew);
        var buffer = new byte[1 << 17];
        for (var total = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = input.Read(buffer);
            if (read == 0)
            {
                return total;
            }

            total += read;
            if (total > limit)
            {
                throw new RewardLabException($"'{shown}' unpacks to more than {MaxBytes >> 30} GiB.");
            }

            output.Write(buffer, 0, read);
        }
    }

    private static string Inside(string folder, string name, string shown)
    {
        var target = Path.GetFullPath(Path.Combine(folder, name));
        return target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? target
            : throw new RewardLabException($"'{shown}' has a file that leads out of its folder: '{OneLine.Format(name)}'.");
    }
}
