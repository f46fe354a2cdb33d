using System.Collections.Concurrent;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Projects;

/// <summary>The store's runs, read again only where they have changed, so that a thousand can be watched. Not safe from several threads.</summary>
internal sealed class RunListing(RunStore store, TimeProvider time)
{
    // A run that has ended changes when somebody names it or notes something: soon is enough.
    private static readonly TimeSpan EndedInterval = TimeSpan.FromSeconds(3);

    // Of so few, one thread reads them sooner than others wake.
    private const int FewRuns = 50;

    private readonly Dictionary<string, ((DateTime Record, DateTime Notes) Written, RunEntry Run)> _known = new(StringComparer.Ordinal);
    private long _endedTimestamp;
    private long _version;

    /// <summary>The runs as of the last poll, the latest first.</summary>
    public IReadOnlyList<RunEntry> Runs { get; private set; } = [];

    /// <summary>Reads what has changed of the runs.</summary>
    /// <returns>A number that is another when they have changed.</returns>
    public long Poll()
    {
        // Folders whose names begin with a dot are on their way out.
        string[] folders = Directory.Exists(store.Folder)
            ? [.. Directory.GetDirectories(store.Folder).Where(folder => !Path.GetFileName(folder).StartsWith('.'))]
            : [];
        var hasChanged = false;
        foreach (var gone in _known.Keys.Except(folders, StringComparer.Ordinal).ToArray())
        {
            _known.Remove(gone);
            hasChanged = true;
        }

        var isTimeForAll = _version == 0 || time.GetElapsedTime(_endedTimestamp) >= EndedInterval;
        if (isTimeForAll)
        {
            _endedTimestamp = time.GetTimestamp();
        }

        // Reading a file takes half a millisecond: all processors share in a first reading of thousands.
        var found = new ConcurrentBag<(string Folder, (DateTime Record, DateTime Notes) Written, RunEntry Run)>();
        void Check(string folder)
        {
            var isKnown = _known.TryGetValue(folder, out var known);
            var isRunning = known.Run?.Record?.Status == RunStatus.Running;
            if (isKnown && !isRunning && !isTimeForAll)
            {
                return;
            }

            var written = File.GetLastWriteTimeUtc(Path.Combine(folder, RunRecord.FileName));
            var noted = File.GetLastWriteTimeUtc(Path.Combine(folder, RunNotes.FileName));

            // One running may be left by its process without a word in its file; a folder without the file is no run, or not yet.
            if (written.Year >= 1970 && !(isKnown && known.Written == (written, noted) && !isRunning))
            {
                found.Add((folder, (written, noted), RunStore.Read(folder)));
            }
        }

        if (folders.Length < FewRuns)
        {
            Array.ForEach(folders, Check);
        }
        else
        {
            Parallel.ForEach(folders, Check);
        }

        foreach (var (folder, written, run) in found)
        {
            hasChanged |= !_known.TryGetValue(folder, out var known)
                || run.Record?.Status != known.Run.Record?.Status
                || run.Damage != known.Run.Damage
                || known.Written != written;
            _known[folder] = (written, run);
        }

        if (hasChanged || _version == 0)
        {
            _version++;
            Runs =
            [
                .. _known.Values.Select(known => known.Run)
                    .OrderByDescending(run => run.Record?.Started ?? DateTimeOffset.MinValue)
                    .ThenByDescending(run => run.Id, StringComparer.Ordinal),
            ];
        }

        return _version;
    }
}
