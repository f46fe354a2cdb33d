using RewardLab.Abstractions;
using RewardLab.Runs.Store;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Results;

namespace RewardLab.Jobs.Studies;

/// <summary>What the words of a command line mean: a folder of images, a run, or a study's file.</summary>
/// <param name="store">Where runs are.</param>
internal sealed class StudyLocator(RunStore store)
{
    /// <summary>A folder, or a run's by its id.</summary>
    /// <exception cref="RewardLabException">It is neither.</exception>
    public string Folder(string where)
    {
        ArgumentNullException.ThrowIfNull(where);
        return Directory.Exists(where) ? Path.GetFullPath(where)
            : where.Contains('/', StringComparison.Ordinal) || where.Contains('\\', StringComparison.Ordinal)
                ? throw new RewardLabException($"There is no folder '{where}'.")
            : Find(where, "folder");
    }

    /// <summary>The folder of a run, for what is no path of its own.</summary>
    /// <param name="where">The run's id, its name, a part of its id, or "last".</param>
    /// <param name="what">What else it might have been, for the message: "folder".</param>
    /// <exception cref="RewardLabException">It is no run either.</exception>
    public string Find(string where, string what)
    {
        if (where != RunStore.Latest && !store.Ids().Any())
        {
            throw new RewardLabException($"There is no {what} '{where}', and there are no runs in '{store.Folder}'.");
        }

        return store.FindOrDefault(where)?.Folder ?? throw new RewardLabException(
            $"There is no {what} '{where}', and no run in '{store.Folder}' has that id or name. '{store.CommandLine("runs", "list")}' lists all runs.");
    }

    /// <summary>The study's file that is meant.</summary>
    /// <exception cref="RewardLabException">There is none, or there are two.</exception>
    public string Study(string where)
    {
        if (File.Exists(where))
        {
            return where;
        }

        var folder = Folder(where);
        string[] found = [.. new[] { StudyLabels.FileName, StudyComparisons.FileName }.Select(name => Path.Combine(folder, name)).Where(File.Exists)];
        return found switch
        {
            [var one] => one,
            [] => throw new RewardLabException($"'{where}' has no labels or comparisons yet. Start with '{store.CommandLine("label", where)}'."),
            _ => throw new RewardLabException($"'{where}' has two studies. Name one: {string.Join(" or ", found)}."),
        };
    }
}
