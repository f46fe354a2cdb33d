using System.Net;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Brings one blob into the cache: resumes where an earlier attempt was cut, and keeps nothing whose hash is wrong.</summary>
internal sealed class BlobDownload(HubClient client, HubOptions options, string blobPath, HubFileInfo info, string name)
{
    private const int BufferBytes = 1 << 17;
    private readonly string _partial = blobPath + ".incomplete";

    /// <summary>Downloads and checks.</summary>
    /// <param name="sha256">What the registry says, where it says something; null otherwise.</param>
    /// <param name="done">Told how many bytes are here.</param>
    /// <param name="cancellationToken">Ends the download; what is here stays for the next time.</param>
    /// <exception cref="RewardLabException">It cannot be had, or is not what it should be.</exception>
    public async Task RunAsync(string? sha256, Action<long> done, CancellationToken cancellationToken)
    {
        RequireSpace();
        Directory.CreateDirectory(Path.GetDirectoryName(blobPath)!);
        var (failures, furthest) = (0, PartialBytes());
        while (true)
        {
            var before = PartialBytes();
            done(before);
            if (before == info.Bytes && File.Exists(_partial))
            {
                break;
            }

            var problem = await FetchAsync(before, done, cancellationToken);
            if (problem is null)
            {
                continue;
            }

            // Progress earns patience: only attempts that come no further than any before count.
            failures = PartialBytes() > furthest ? 1 : failures + 1;
            furthest = Math.Max(furthest, PartialBytes());
            if (failures >= options.MaxAttempts)
            {
                throw new RewardLabException(
                    $"{name}: {problem}, {options.MaxAttempts} times in a row; {PartialBytes()} of {info.Bytes} bytes are saved, "
                    + "and the next 'get' continues from there.");
            }

            await Task.Delay(options.FirstDelay * Math.Pow(2, failures - 1), cancellationToken);
        }

        await CheckAsync(sha256, cancellationToken);
        AtomicFile.Move(_partial, blobPath);
    }

    // What went wrong, or nothing.
    private async Task<string?> FetchAsync(long position, Action<long> done, CancellationToken cancellationToken)
    {
        using var response = await client.OpenAsync(info.Source, position, name, cancellationToken);
        var isContinued = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == position;
        if (position > 0 && !isContinued)
        {
            // Refused, or answered with another part or the whole: begin again.
            File.Delete(_partial);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return "the host does not support resuming";
            }

            position = 0;
        }

        return await CopyAsync(response, position, done, cancellationToken) ?? (PartialBytes() < info.Bytes ? "the connection ended early" : null);
    }

    // What went wrong with the connection, or nothing; a failing disk is no matter of patience and is thrown.
    private async Task<string?> CopyAsync(HttpResponseMessage response, long position, Action<long> done, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(
            _partial, position > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes, useAsync: true);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = new byte[BufferBytes];
        Stream? source = null;
        try
        {
            while (true)
            {
                int count;
                try
                {
                    patience.CancelAfter(options.Patience);
                    source ??= await response.Content.ReadAsStreamAsync(patience.Token);
                    count = await source.ReadAsync(buffer, patience.Token);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    return $"the connection was silent for {options.Patience.TotalSeconds:0} seconds";
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    return "the connection was lost";
                }

                if (count == 0)
                {
                    return null;
                }

                position += count;
                if (position > info.Bytes)
                {
                    target.Close();
                    File.Delete(_partial);
                    throw new RewardLabException($"{name}: the host sent more than the {info.Bytes} bytes that the hub announced. The download was discarded.");
                }

                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                done(position);
            }
        }
        finally
        {
            if (source is not null)
            {
                await source.DisposeAsync();
            }
        }
    }

    private async Task CheckAsync(string? sha256, CancellationToken cancellationToken)
    {
        var hash = await BlobHash.OfAsync(_partial, info.Hash, cancellationToken);
        if (hash != info.Hash)
        {
            File.Delete(_partial);
            throw new RewardLabException(
                $"{name}: its hash is {hash}, but the hub announced {info.Hash}. The download was discarded. Try again; "
                + "if the problem persists, the host's copy is damaged.");
        }

        var own = sha256 is null || sha256.Length == info.Hash.Length ? hash : await BlobHash.OfAsync(_partial, sha256, cancellationToken);
        if (sha256 is not null && own != sha256)
        {
            File.Delete(_partial);
            throw new RewardLabException(
                $"{name}: its SHA-256 is {own}, but the registry has {sha256}. The download was discarded. Its publisher may have changed it; "
                + "RewardLab uses known files only.");
        }
    }

    private void RequireSpace()
    {
        var folder = Path.GetDirectoryName(blobPath)!;
        for (var parent = folder; parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (Directory.Exists(parent))
            {
                var free = new DriveInfo(parent).AvailableFreeSpace;
                var needed = info.Bytes - PartialBytes();
                if (free < needed)
                {
                    throw new RewardLabException(
                        $"{name}: needs {needed} more bytes in {folder}, but only {free} are free. Free some space, or name another folder in HF_HUB_CACHE.");
                }

                return;
            }
        }
    }

    private long PartialBytes() => new FileInfo(_partial) is { Exists: true } file ? file.Length : 0;
}
