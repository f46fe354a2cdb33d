using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>All files of a plugin with their hashes: what trust is pinned to.</summary>
internal sealed class PluginFiles
{
    private const int MaxFiles = 10_000;
    private readonly string _folder;

    private PluginFiles(string folder, SortedDictionary<string, string> hashes)
    {
        _folder = folder;
        Hashes = hashes;
    }

    /// <summary>SHA-256 in lower-case hexadecimal by path relative to the folder, with forward slashes.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>SHA-256 over all paths and hashes.</summary>
    public string Hash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Hashes.Select(file => $"{file.Value}  {file.Key}\n")))));

    /// <summary>Every file of a folder, also hidden ones and those in folders inside it.</summary>
    /// <exception cref="RewardLabException">A file cannot be read, a link leads out of the folder or to a folder,
    /// or there are more than 10,000 files.</exception>
    public static PluginFiles OfFolder(string folder) => Read(folder, () => Walk(folder));

    /// <summary>A bare DLL with the .deps.json and .pdb of its name.</summary>
    /// <exception cref="RewardLabException">A file cannot be read.</exception>
    public static PluginFiles OfBare(string assembly) => Read(
        Path.GetDirectoryName(assembly)!,
        () => new[] { assembly, Path.ChangeExtension(assembly, ".deps.json"), Path.ChangeExtension(assembly, ".pdb") }.Where(File.Exists));

    /// <summary>Whether a path is one of the files.</summary>
    public bool Contains(string path) => Hashes.ContainsKey(Relative(_folder, path));

    /// <summary>The bytes of one of the files, proven to be those that were hashed.</summary>
    /// <exception cref="FileLoadException">The file is not the plugin's, or has changed since.</exception>
    public byte[] ReadUnchanged(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Hashes.GetValueOrDefault(Relative(_folder, path))
            ? bytes
            : throw new FileLoadException($"'{Path.GetFileName(path)}' changed while the plugin was loaded.");
    }

    /// <summary>The first difference from an earlier state of the files in words, or null where there is none.</summary>
    public string? DifferenceFrom(IReadOnlyDictionary<string, string> earlier)
    {
        foreach (var (path, hash) in Hashes)
        {
            if (!earlier.TryGetValue(path, out var old))
            {
                return $"'{OneLine.Format(path)}' was added";
            }

            if (!string.Equals(old, hash, StringComparison.Ordinal))
            {
                return $"'{OneLine.Format(path)}' changed";
            }
        }

        return earlier.Keys.FirstOrDefault(path => !Hashes.ContainsKey(path)) is { } removed ? $"'{OneLine.Format(removed)}' was removed" : null;
    }

    private static PluginFiles Read(string folder, Func<IEnumerable<string>> list)
    {
        try
        {
            var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var path in list())
            {
                using var stream = File.OpenRead(path);
                hashes[Relative(folder, path)] = Convert.ToHexStringLower(SHA256.HashData(stream));
                if (hashes.Count > MaxFiles)
                {
                    throw new RewardLabException($"It has more than {MaxFiles} files. Keep data that is not part of the plugin elsewhere.");
                }
            }

            return new PluginFiles(folder, hashes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"Its files cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(RealPath(new DirectoryInfo(folder))) + Path.DirectorySeparatorChar;
        var options = new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (folders.TryPop(out var next))
        {
            foreach (var entry in next.EnumerateFileSystemInfos("*", options))
            {
                var isLink = entry.LinkTarget is not null;
                if (isLink && (entry is DirectoryInfo || !RealPath(entry).StartsWith(root, StringComparison.Ordinal)))
                {
                    throw new RewardLabException(
                        $"'{OneLine.Format(Relative(folder, entry.FullName))}' is a link to a folder or out of the plugin's folder. Replace it with a copy.");
                }

                if (entry is DirectoryInfo inner)
                {
                    folders.Push(inner);
                }
                else
                {
                    yield return entry.FullName;
                }
            }
        }
    }

    private static string RealPath(FileSystemInfo entry) => entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? entry.FullName;

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
