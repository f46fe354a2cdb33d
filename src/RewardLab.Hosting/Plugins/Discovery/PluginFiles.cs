using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>All files of a plugin with their hashes: what trust is pinned to. They are listed at once, and hashed when a hash is asked for.</summary>
internal sealed class PluginFiles
{
    private const int MaxFiles = 10_000;
    private const long MaxCodeBytes = 1 << 30;

    // What file managers leave behind by themselves; nothing of it is ever loaded.
    private static readonly string[] Litter = [".DS_Store", "Thumbs.db", "desktop.ini"];
    private readonly string _folder;
    private readonly FileHashes _cache;
    private readonly SortedDictionary<string, FileStamp> _stamps;
    private readonly Lazy<SortedDictionary<string, string>> _hashes;

    private PluginFiles(string folder, SortedDictionary<string, FileStamp> stamps, FileHashes cache)
    {
        _folder = folder;
        _cache = cache;
        _stamps = stamps;
        _hashes = new Lazy<SortedDictionary<string, string>>(Compute);
    }

    /// <summary>SHA-256 in lower-case hexadecimal by path relative to the folder, with forward slashes.</summary>
    /// <exception cref="RewardLabException">A file cannot be read.</exception>
    public IReadOnlyDictionary<string, string> Hashes => _hashes.Value;

    /// <summary>SHA-256 over all paths and hashes.</summary>
    /// <exception cref="RewardLabException">A file cannot be read.</exception>
    public string Hash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Hashes.Select(file => $"{file.Value}  {file.Key}\n")))));

    /// <summary>Every file of a folder, also hidden ones and those in folders inside it, but for what file managers leave behind.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cache">Computes hashes.</param>
    /// <exception cref="RewardLabException">A link leads out of the folder or to a folder, a file is a pipe or a device,
    /// or there are more than 10,000 files.</exception>
    public static PluginFiles OfFolder(string folder, FileHashes cache) => List(folder, () => Walk(folder), cache);

    /// <summary>A bare DLL with the .deps.json and .pdb of its name, and the assemblies beside it that it needs.</summary>
    /// <param name="assembly">The DLL.</param>
    /// <param name="needed">Paths of assemblies beside it that it references.</param>
    /// <param name="cache">Computes hashes.</param>
    /// <exception cref="RewardLabException">A file is a pipe or a device.</exception>
    public static PluginFiles OfBare(string assembly, IEnumerable<string> needed, FileHashes cache) => List(
        Path.GetDirectoryName(assembly)!,
        () => new[] { assembly, Path.ChangeExtension(assembly, ".deps.json"), Path.ChangeExtension(assembly, ".pdb") }
            .Where(File.Exists).Concat(needed).Distinct(StringComparer.Ordinal),
        cache);

    /// <summary>Whether a path is one of the files.</summary>
    public bool Contains(string path) => _stamps.ContainsKey(Relative(_folder, path));

    /// <summary>The bytes of one of the files, proven to be those that were hashed.</summary>
    /// <exception cref="FileLoadException">The file is not the plugin's, or has changed since.</exception>
    public byte[] ReadUnchanged(string path)
    {
        using var stream = FileStamp.OpenRead(path, MaxCodeBytes);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Hashes.GetValueOrDefault(Relative(_folder, path))
            ? bytes
            : throw new FileLoadException($"'{Path.GetFileName(path)}' changed while the plugin was loaded.");
    }

    /// <summary>The first difference from an earlier state of the files in words, or null where there is none. Symbols for debugging may be gone.</summary>
    /// <exception cref="RewardLabException">A file cannot be read.</exception>
    public string? DifferenceFrom(IReadOnlyDictionary<string, string> earlier)
    {
        if (_stamps.Keys.FirstOrDefault(path => !earlier.ContainsKey(path)) is { } added)
        {
            return $"'{OneLine.Format(added)}' was added";
        }

        if (earlier.Keys.FirstOrDefault(path => !_stamps.ContainsKey(path) && !IsLitter(path) && !AreSymbols(path)) is { } removed)
        {
            return $"'{OneLine.Format(removed)}' was removed";
        }

        return Hashes.FirstOrDefault(file => !string.Equals(earlier[file.Key], file.Value, StringComparison.Ordinal)) is { Key: { } changed }
            ? $"'{OneLine.Format(changed)}' changed"
            : null;
    }

    private SortedDictionary<string, string> Compute()
    {
        try
        {
            var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (path, stamp) in _stamps)
            {
                hashes[path] = _cache.Compute(Path.GetFullPath(Path.Combine(_folder, path)), stamp);
            }

            return hashes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    private static PluginFiles List(string folder, Func<IEnumerable<string>> list, FileHashes cache)
    {
        try
        {
            var stamps = new SortedDictionary<string, FileStamp>(StringComparer.Ordinal);
            foreach (var path in list())
            {
                stamps[Relative(folder, path)] = FileStamp.Of(path);
            }

            return new PluginFiles(folder, stamps, cache);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    private static RewardLabException Unreadable(Exception exception) => new($"Its files cannot be read: {OneLine.Format(exception.Message)}", exception);

    private static IEnumerable<string> Walk(string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(RealPath(new DirectoryInfo(folder))) + Path.DirectorySeparatorChar;
        var options = new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        var count = 0;
        while (folders.TryPop(out var next))
        {
            foreach (var entry in next.EnumerateFileSystemInfos("*", options))
            {
                if (++count > MaxFiles)
                {
                    throw new RewardLabException($"It has more than {MaxFiles} files. Keep data that is not part of the plugin elsewhere.");
                }

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
                else if (!IsLitter(entry.Name))
                {
                    yield return entry.FullName;
                }
            }
        }
    }

    private static bool IsLitter(string path) => Litter.Contains(path[(path.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase);

    private static bool AreSymbols(string path) => path.EndsWith(".pdb", StringComparison.Ordinal);

    private static string RealPath(FileSystemInfo entry) => entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? entry.FullName;

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
