using RewardLab.Abstractions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Brings files from a hub into the cache, several at once. What already exists, whoever brought it, is not fetched again.</summary>
public sealed class HubDownloader : IDisposable
{
    private const int LockRetryMilliseconds = 100;
    private const int ShownFiles = 12;
    private readonly HubOptions _options;
    private readonly HubCache _cache;
    private readonly HubClient _client;

    /// <summary>Creates a downloader into a cache.</summary>
    public HubDownloader(HubOptions options, HubCache cache)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(cache);
        (_options, _cache) = (options, cache);
        _client = new HubClient(options);
    }

    /// <summary>Downloads files that the cache lacks, resuming partial ones, and verifies them.</summary>
    /// <param name="files">The files; those of several repositories from the first that has them.</param>
    /// <param name="progress">Told how far it has come, from any thread; may be null.</param>
    /// <param name="cancellationToken">Ends the downloads; what is here stays, and the next time continues from there.</param>
    /// <returns>Where each file lies.</returns>
    /// <exception cref="RewardLabException">A file cannot be had, or is not what it should be. Files that are finished stay.</exception>
    public async Task<IReadOnlyList<string>> GetAsync(IReadOnlyList<ModelFile> files, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        files = await CompleteAsync(files, cancellationToken);
        var meter = new Meter(files.Count, progress);
        var paths = new string[files.Count];
        var failures = new RewardLabException?[files.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, files.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, _options.ParallelFiles), CancellationToken = cancellationToken },
            async (i, token) =>
            {
                try
                {
                    paths[i] = await GetAsync(files[i], (done, total) => meter.Set(i, done, total), token);
                }
                catch (RewardLabException exception)
                {
                    // One file's failure leaves the others their time.
                    failures[i] = exception;
                }
            });
        var failed = failures.OfType<RewardLabException>().ToArray();
        return failed.Length switch
        {
            0 => paths,
            1 => throw failed[0],
            _ => throw new RewardLabException($"{failed[0].Message} ({failed.Length - 1} more of {files.Count} files failed, too.)", failed[0]),
        };
    }

    /// <summary>Downloads the files of a repository that match the patterns.</summary>
    /// <param name="repository">"owner/name".</param>
    /// <param name="revision">Branch, tag or commit.</param>
    /// <param name="patterns">Patterns of the names wanted; empty for what this program can use of it.</param>
    /// <param name="progress">Told how far it has come, from any thread; may be null.</param>
    /// <param name="cancellationToken">Ends the downloads; what is here stays, and the next time continues from there.</param>
    /// <exception cref="RewardLabException">The hub does not give it, nothing in it is wanted, or a file cannot be had. Files that are finished
    /// stay.</exception>
    public async Task<RepositoryCopy> GetAsync(
        string repository,
        string revision,
        IReadOnlyCollection<string> patterns,
        IProgress<HubProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (!HubNames.IsRepository(repository) || !HubNames.IsRevision(revision))
        {
            throw new RewardLabException($"'{repository}' at '{revision}' is not a repository of the hub. Write owner/name.");
        }

        if (_options.IsOffline)
        {
            return _cache.Snapshot(repository, revision) is { } snapshot
                ? new RepositoryCopy(snapshot, Path.GetFileName(snapshot), 0, 0)
                : throw new RewardLabException($"{repository}: is not on this machine, and HF_HUB_OFFLINE forbids fetching it.");
        }

        var info = await _client.AskAsync(repository, revision, cancellationToken);
        var names = info.Files.Select(file => file.Name).ToArray();
        var chosen = RepositoryFiles.Choose(names, patterns);
        if (chosen.Count == 0)
        {
            var shown = string.Join(", ", names.Take(ShownFiles)) + (names.Length > ShownFiles ? $" and {names.Length - ShownFiles} more" : "");
            throw new RewardLabException(
                $"{repository} at '{revision}': "
                + $"{(patterns.Count > 0 ? $"no file fits {string.Join(", ", patterns)}" : "nothing in it can be used here; name files with --include")}. "
                + $"It has {(names.Length == 0 ? "none" : shown)}.");
        }

        // By the commit, so that all files are of one, whatever the branch does meanwhile.
        await GetAsync([.. chosen.Select(name => new ModelFile(repository, info.Commit, name))], progress, cancellationToken);
        _cache.SetReference(repository, revision, info.Commit);
        return new RepositoryCopy(_cache.SnapshotFolder(repository, info.Commit), info.Commit, chosen.Count, names.Length);
    }

    /// <summary>Whether an error says that the hub has no such repository, or none that is open to who asks.</summary>
    public static bool IsGone(RewardLabException exception) =>
        exception is HubRefusalException { Refusal: HubRefusal.NotThereOrNotOpen or HubRefusal.BadToken or HubRefusal.Disabled };

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    // Asked in order, until one has the first file that is missing; what is already here decides before anybody is asked.
    private async Task<IReadOnlyList<ModelFile>> CompleteAsync(IReadOnlyList<ModelFile> files, CancellationToken cancellationToken)
    {
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in files.Where(file => file.Mirrors.Count > 0).GroupBy(ModelSources.Format, StringComparer.Ordinal))
        {
            var refusals = new List<string>();
            foreach (var repository in ModelSources.Order([.. source], _cache))
            {
                var missing = source.Select(file => file with { Repository = repository }).FirstOrDefault(file => ModelSources.Find(file, _cache) is null);
                if (missing is null || _options.IsOffline || await RefusalAsync(missing, cancellationToken) is not { } refusal)
                {
                    chosen[source.Key] = repository;
                    break;
                }

                refusals.Add(refusal);
            }

            if (!chosen.ContainsKey(source.Key))
            {
                throw new RewardLabException($"{refusals[0]} Other known repositories do not have it either: {string.Join(", ", source.First().Mirrors)}.");
            }
        }

        return ModelSources.Choose(files, chosen);
    }

    // Why a repository does not give a file; null where it does.
    private async Task<string?> RefusalAsync(ModelFile file, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(file, cancellationToken);
            return null;
        }
        catch (HubRefusalException refusal)
        {
            return refusal.Message;
        }
    }

    private async Task<string> GetAsync(ModelFile file, Action<long, long> report, CancellationToken cancellationToken)
    {
        if (ModelSources.Find(file, _cache) is { } present)
        {
            var bytes = new FileInfo(File.ResolveLinkTarget(present, returnFinalTarget: true)?.FullName ?? present).Length;
            report(bytes, bytes);
            return present;
        }

        if (_options.IsOffline)
        {
            throw new RewardLabException($"{file.Repository}/{file.Name}: is not on this machine, and HF_HUB_OFFLINE forbids fetching it.");
        }

        var (name, info) = await AskAsync(file, cancellationToken);
        report(0, info.Bytes);
        try
        {
            return await GetAsync(file, name, info, report, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{file.Repository}/{name}: cannot be saved in {_cache.Folder}: {OneLine.Format(exception.Message)}", exception);
        }
    }


    private async Task<(string Name, HubFileInfo Info)> AskAsync(ModelFile file, CancellationToken cancellationToken)
    {
        if (await _client.AskAsync(file.Repository, file.Revision, file.Name, cancellationToken) is { } info)
        {
            return (file.Name, info);
        }

        if (file.Alternative is { } other && await _client.AskAsync(file.Repository, file.Revision, other, cancellationToken) is { } second)
        {
            return (other, second);
        }

        throw new HubRefusalException(
            HubRefusal.NoFile,
            $"{file.Repository} at '{file.Revision}' has no file '{file.Name}'{(file.Alternative is null ? "" : $" and no '{file.Alternative}'")}, "
            + $"or there is no such repository at {_options.Endpoint.Host}.");
    }

    private async Task<string> GetAsync(ModelFile file, string name, HubFileInfo info, Action<long, long> report, CancellationToken cancellationToken)
    {
        var blob = _cache.BlobPath(file.Repository, info.Hash);
        using (await LockAsync(_cache.LockPath(file.Repository, info.Hash), cancellationToken))
        {
            if (!File.Exists(blob))
            {
                var expected = name == file.Name ? file.Sha256 : null;
                await new BlobDownload(_client, _options, blob, info, $"{file.Repository}/{name}")
                    .RunAsync(expected, done => report(done, info.Bytes), cancellationToken);
            }
        }

        report(info.Bytes, info.Bytes);
        var path = _cache.Link(file.Repository, info.Commit, name, info.Hash);
        _cache.SetReference(file.Repository, file.Revision, info.Commit);
        return path;
    }

    // Python's library takes the same lock on the same file.
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(LockRetryMilliseconds, cancellationToken);
            }
        }
    }

    private sealed class Meter(int count, IProgress<HubProgress>? progress)
    {
        private readonly (long Done, long Total)[] _files = new (long, long)[count];
        private readonly Lock _gate = new();

        public void Set(int file, long done, long total)
        {
            HubProgress sum;
            lock (_gate)
            {
                _files[file] = (done, total);
                sum = new HubProgress(_files.Sum(f => f.Done), _files.Sum(f => f.Total));
            }

            progress?.Report(sum);
        }
    }
}
