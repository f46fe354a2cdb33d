using RewardLab.Runs.Store;

namespace RewardLab.Editor.Projects;

/// <summary>The store's runs, read again only where they have changed, so that a thousand can be watched. Not safe from several threads.</summary>
internal sealed class RunListing(RunStore store)
{
    private readonly Dictionary<string, (DateTime Written, RunEntry Run)> _known = new(StringComparer.Ordinal);

    /// <summary>The runs, the latest first.</summary>
    /// <param name="hasChanged">Whether they differ from what was last given.</param>
    public IReadOnlyList<RunEntry> Read(out bool hasChanged)
    {
        hasChanged = false;
        var folders = Directory.Exists(store.Folder) ? Directory.GetDirectories(store.Folder) : [];
        foreach (var gone in _known.Keys.Except(folders, StringComparer.Ordinal).ToArray())
        {
            _known.Remove(gone);
            hasChanged = true;
        }

        foreach (var folder in folders)
        {
            var written = File.GetLastWriteTimeUtc(Path.Combine(folder, RunRecord.FileName));
            if (written.Year < 1970)
            {
                continue; // no run, or not yet
            }

            // One running may be left by its process without a word in its file.
            var isKnown = _known.TryGetValue(folder, out var known);
            if (isKnown && known.Written == written && known.Run.Record?.Status != RunStatus.Running)
            {
                continue;
            }

            var run = RunStore.Read(folder);
            hasChanged |= !isKnown || run.Record?.Status != known.Run.Record?.Status || run.Damage != known.Run.Damage || known.Written != written;
            _known[folder] = (written, run);
        }

        return
        [
            .. _known.Values.Select(known => known.Run)
                .OrderByDescending(run => run.Record?.Started ?? DateTimeOffset.MinValue)
                .ThenByDescending(run => run.Id, StringComparer.Ordinal),
        ];
    }
}
