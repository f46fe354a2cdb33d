using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>Deletes runs for good.</summary>
public static class RunDeletion
{
    // Folders whose names begin with a dot are no runs, so that a deletion that is killed on its way leaves no half run in the list.
    private const string Prefix = ".deleted-";

    /// <summary>Deletes a run's folder with all that is in it. It leaves the store at once, by rename, and then its files go.</summary>
    /// <param name="run">The run; a damaged one can be deleted, too.</param>
    /// <exception cref="RewardLabException">The run is running, or its folder cannot be deleted.</exception>
    public static void Delete(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RequireDeletable(run);
        var store = Path.GetDirectoryName(run.Folder) ?? throw new ArgumentException($"'{run.Folder}' is not in a folder of runs.", nameof(run));
        try
        {
            var going = Path.Combine(store, Prefix + run.Id);
            Remove(going); // what a former deletion of the same name left
            AtomicFile.MoveFolder(run.Folder, going);
            Remove(going);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw new RewardLabException($"Run '{run.Id}' was not deleted completely: {exception.Message.Split('\n')[0]}", exception);
        }
    }

    /// <summary>Refuses a run that a process is working on.</summary>
    /// <exception cref="RewardLabException">It is running.</exception>
    public static void RequireDeletable(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (RunLock.IsHeld(run.Folder))
        {
            throw new RewardLabException($"Run '{run.Id}' is running and was not deleted. Stop it first, or wait for its end.");
        }
    }

    /// <summary>Takes away what deletions that were killed have left in a store.</summary>
    /// <param name="store">The store.</param>
    public static void Sweep(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        try
        {
            foreach (var folder in Directory.Exists(store.Folder) ? Directory.GetDirectories(store.Folder, $"{Prefix}*") : [])
            {
                Remove(folder);
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(store.Folder, exception);
        }
    }

    /// <summary>The bytes of all files in a run's folder; links are not followed.</summary>
    /// <param name="run">The run.</param>
    public static long Bytes(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return new DirectoryInfo(run.Folder).EnumerateFiles("*", options).Sum(file => file.Length);
    }

    // A link to a folder goes, and what it leads to stays.
    private static void Remove(string folder)
    {
        var directory = new DirectoryInfo(folder);
        if (directory.Exists)
        {
            directory.Delete(recursive: directory.LinkTarget is null);
        }
    }
}
