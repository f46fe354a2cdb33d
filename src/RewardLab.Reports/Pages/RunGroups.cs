namespace RewardLab.Reports.Pages;

/// <summary>Brings together what several runs made under one name.</summary>
internal static class RunGroups
{
    /// <summary>Things by name, in the order of their first appearance;
    /// where a run has several of one name, the first stands with the others' first, and so on.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<(RunFacts Run, T Item)> Items)> ByName<T>(
        IReadOnlyList<RunFacts> runs,
        Func<RunFacts, IEnumerable<T>> items,
        Func<T, string> name) =>
        runs.SelectMany(
            run => items(run).GroupBy(name, StringComparer.Ordinal).SelectMany(same => same.Select((item, index) => (run, item, Key: (same.Key, index)))))
            .GroupBy(entry => entry.Key)
            .Select(group => (group.Key.Key, (IReadOnlyList<(RunFacts, T)>)[.. group.Select(entry => (entry.run, entry.item))]));
}
