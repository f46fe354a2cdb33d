using RewardLab.Abstractions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>The cache that Hugging Face's Python libraries keep, so that neither side downloads what the other has.</summary>
/// <remarks>
/// models--owner--name/ holds blobs/HASH, refs/REVISION (the commit's id) and snapshots/COMMIT/FILE, a link to a blob. Nothing is created by asking.
/// </remarks>
public sealed class HubCache
{
    /// <summary>Creates a cache in a folder; nothing is written until a file is kept.</summary>
    /// <param name="folder">The folder, "hub" in Hugging Face's home.</param>
    public HubCache(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
    }

    /// <summary>Folder of the cache.</summary>
    public string Folder { get; }

    /// <summary>Makes a symbolic link: its path, then what it refers to. Windows asks for a privilege or its developer mode.</summary>
    internal Action<string, string> MakeLink { get; init; } = static (path, target) => File.CreateSymbolicLink(path, target);

    /// <summary>The folder that HF_HUB_CACHE, HF_HOME and XDG_CACHE_HOME say, as Python's library reads them.</summary>
    public static HubCache FromEnvironment() => new(HubEnvironment.CacheFolder());

    /// <summary>Where a file lies; null where it is not here.</summary>
    public string? Find(string repository, string revision, string file)
    {
        if (!HubNames.IsFile(file) || Snapshot(repository, revision) is not { } snapshot)
        {
            return null;
        }

        // A link whose blob is gone is not a file.
        var path = Path.Combine(snapshot, file.Replace('/', Path.DirectorySeparatorChar));
        return File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.Exists ?? true) ? path : null;
    }

    /// <summary>The folder of a repository's files at a revision; null where there is none.</summary>
    public string? Snapshot(string repository, string revision)
    {
        if (!HubNames.IsRepository(repository) || !HubNames.IsRevision(revision) || Commit(repository, revision) is not { } commit)
        {
            return null;
        }

        var folder = SnapshotFolder(repository, commit);
        return Directory.Exists(folder) ? folder : null;
    }

    internal string SnapshotFolder(string repository, string commit) => Path.Combine(RepositoryFolder(repository), "snapshots", commit);

    internal string BlobPath(string repository, string hash) => Path.Combine(RepositoryFolder(repository), "blobs", hash);

    internal string LockPath(string repository, string hash) => Path.Combine(Folder, ".locks", FolderName(repository), hash + ".lock");

    /// <summary>Notes which commit a revision is.</summary>
    internal void SetReference(string repository, string revision, string commit)
    {
        if (revision == commit || Commit(repository, revision) == commit)
        {
            return;
        }

        var path = ReferencePath(repository, revision);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllText(temporary, commit);
        AtomicFile.Move(temporary, path);
    }

    /// <summary>Makes a file of a snapshot out of a blob: a relative link, or where links are not allowed a copy.</summary>
    internal string Link(string repository, string commit, string file, string hash)
    {
        var path = Path.Combine(SnapshotFolder(repository, commit), file.Replace('/', Path.DirectorySeparatorChar));
        var blob = BlobPath(repository, hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        if (!IsLinked(temporary, Path.GetRelativePath(Path.GetDirectoryName(path)!, blob)))
        {
            File.Copy(blob, temporary, overwrite: true);
        }

        AtomicFile.Move(temporary, path);
        return path;
    }

    // Some systems say that they have made a link, and have not: Wine, and file systems of a network.
    private bool IsLinked(string path, string target)
    {
        try
        {
            MakeLink(path, target);
            return new FileInfo(path).LinkTarget is not null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static string FolderName(string repository) => "models--" + repository.Replace("/", "--", StringComparison.Ordinal);

    private string RepositoryFolder(string repository) => Path.Combine(Folder, FolderName(repository));

    private string ReferencePath(string repository, string revision) =>
        Path.Combine(RepositoryFolder(repository), "refs", revision.Replace('/', Path.DirectorySeparatorChar));

    private string? Commit(string repository, string revision)
    {
        if (HubNames.IsCommit(revision))
        {
            return revision;
        }

        try
        {
            var commit = TextFile.Read(ReferencePath(repository, revision)).Trim();
            return HubNames.IsCommit(commit) ? commit : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"The hub's cache {Folder} cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }
}
