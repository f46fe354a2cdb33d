using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis.Text;
using Microsoft.CodeAnalysis;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>Finds files that recipes #load, beside the loading file first, then in the scripts folder, then in the program's, and remembers what it
/// read.</summary>
internal sealed class RecipeSourceResolver : SourceReferenceResolver
{
    private const int MaximumBytes = 16 << 20;

    private readonly string? _root;
    private readonly Dictionary<string, LoadedFile> _files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _absent = new(StringComparer.Ordinal);

    /// <summary>A resolver for one recipe.</summary>
    /// <param name="recipePath">Absolute path; the nearest folder above it with a folder "scripts" is the root.</param>
    public RecipeSourceResolver(string recipePath) => _root = FindRoot(recipePath);

    /// <summary>Every file read so far, in the order of reading.</summary>
    public IReadOnlyCollection<LoadedFile> Files => _files.Values;

    /// <summary>Paths that were tried in vain: a file that appears there later would be taken instead.</summary>
    public IReadOnlyCollection<string> Absent => _absent;

    /// <inheritdoc />
    public override string? NormalizePath(string path, string? baseFilePath) => Path.GetFullPath(path, Folder(baseFilePath));

    /// <inheritdoc />
    public override string? ResolveReference(string path, string? baseFilePath)
    {
        foreach (var candidate in Candidates(path, baseFilePath))
        {
            if (File.Exists(candidate))
            {
                return candidate;
            }

            _absent.Add(candidate);
        }

        return null;
    }

    /// <inheritdoc />
    public override Stream OpenRead(string resolvedPath) => new MemoryStream(Read(resolvedPath), writable: false);

    /// <inheritdoc />
    public override SourceText ReadText(string resolvedPath)
    {
        var bytes = Read(resolvedPath);
        var text = FormerSave.Rename(TextFile.Decode(bytes, RecipePlace.Display(resolvedPath)));
        return SourceText.From(
            RecipeProgramFile.Is(resolvedPath) ? RecipeProgramFile.WithoutDirectives(text) : text, Encoding.UTF8, SourceHashAlgorithm.Sha256);
    }

    /// <inheritdoc />
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static string? FindRoot(string recipePath)
    {
        for (var folder = Path.GetDirectoryName(recipePath); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, "scripts")))
            {
                return folder;
            }
        }

        return null;
    }

    private string Folder(string? baseFilePath) =>
        (baseFilePath is null ? _root : Path.GetDirectoryName(baseFilePath)) ?? Environment.CurrentDirectory;

    private IEnumerable<string> Candidates(string path, string? baseFilePath)
    {
        yield return Path.GetFullPath(path, Folder(baseFilePath));
        foreach (var root in new[] { _root, ShippedFiles.Root }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            yield return Path.GetFullPath(path, Path.Combine(root, "scripts"));
            yield return Path.GetFullPath(path, root);
        }
    }

    private byte[] Read(string path)
    {
        if (new FileInfo(path).Length > MaximumBytes)
        {
            throw new InvalidDataException($"it is larger than {MaximumBytes} bytes");
        }

        if (RegularFile.IsEmptyOrPipe(path))
        {
            FileStamp.Of(path); // refuses a pipe
        }

        var bytes = File.ReadAllBytes(path);
        _files[path] = new LoadedFile(path, Convert.ToHexString(SHA256.HashData(bytes)));
        return bytes;
    }
}
