using RewardLab.Abstractions;
using RewardLab.Hosting.Naming;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Brings files from a hub into the cache, several at once. What is there already, whoever brought it, is not fetched again.</summary>
public sealed class HubDownloader : IDisposable
{
    private const int LockRetryMilliseconds = 100;
    private readonly HubOptions _options;
    private readonly HubCache _cache;
    private readonly HubClient _client;

    /// <summary>Prepares downloads.</summary>
    public HubDownloader(HubOptions options, HubCache cache)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(cache);
        (_options, _cache) = (options, cache);
        _client = new HubClient(options);
    }

    /// <summary>Brings files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="progress">Told how far it has come, from any thread; may be null.</param>
    /// <param name="cancellationToken">Ends the downloads; what is here stays, and the next time goes on from there.</param>
    /// <returns>Where each file lies.</returns>
    /// <exception cref="RewardLabException">A file cannot be had, or is not what it should be. Files that are finished stay.</exception>
    public async Task<IReadOnlyList<string>> GetAsync(IReadOnlyList<ModelFile> files, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
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
            _ => throw new RewardLabException($"{failed[0].Message} ({failed.Length - 1} more of {files.Count} files failed too.)", failed[0]),
        };
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task<string> GetAsync(ModelFile file, Action<long, long> report, CancellationToken cancellationToken)
    {
        if (Present(file) is { } present)
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
            throw new RewardLabException($"{file.Repository}/{name}: cannot be kept in {_cache.Folder}: {OneLine.Of(exception.Message)}", exception);
        }
    }

    private string? Present(ModelFile file) => _cache.Find(file.Repository, file.Revision, file.Name)
        ?? (file.Alternative is { } other ? _cache.Find(file.Repository, file.Revision, other) : null);

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

        throw new RewardLabException(
            $"{file.Repository} at '{file.Revision}' has no file '{file.Name}'{(file.Alternative is null ? "" : $" and no '{file.Alternative}'")}, or there is no such repository at {_options.Endpoint.Host}.");
    }

    private async Task<string> GetAsync(ModelFile file, string name, HubFileInfo info, Action<long, long> report, CancellationToken cancellationToken)
    {
        var blob = _cache.BlobPath(file.Repository, info.Hash);
        using (await LockAsync(_cache.LockPath(file.Repository, info.Hash), cancellationToken))
        {
            if (!File.Exists(blob))
            {
                var expected = name == file.Name ? file.Sha256 : null;
                await new BlobDownload(_client, _options, blob, info, $"{file.Repository}/{name}").RunAsync(expected, done => report(done, info.Bytes), cancellationToken);
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
