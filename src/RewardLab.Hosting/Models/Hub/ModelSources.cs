namespace RewardLab.Hosting.Models.Hub;

/// <summary>Of several repositories that hold the same files, the one to take them from.</summary>
internal static class ModelSources
{
    /// <summary>What files share that come from one repository.</summary>
    public static string Format(ModelFile file) => $"{string.Join(',', file.Repositories.Order(StringComparer.Ordinal))}@{file.Revision}";

    /// <summary>A source's repositories: those that hold more of its files on this machine come first, else as they stand.</summary>
    public static IReadOnlyList<string> Order(IReadOnlyCollection<ModelFile> files, HubCache cache) =>
        [.. files.First().Repositories.OrderByDescending(repository => files.Count(file => Find(file with { Repository = repository }, cache) is not null))];

    /// <summary>Files, each from the repository that is chosen for its source.</summary>
    public static IReadOnlyList<ModelFile> Choose(IReadOnlyList<ModelFile> files, IReadOnlyDictionary<string, string> repositories) =>
        [.. files.Select(file => repositories.TryGetValue(Format(file), out var repository)
            ? file with { Repository = repository, Mirrors = [.. file.Repositories.Where(other => other != repository)] }
            : file)];

    /// <summary>Where a file lies, or the one that does as well; null where neither is here.</summary>
    public static string? Find(ModelFile file, HubCache cache) =>
        cache.Find(file.Repository, file.Revision, file.Name) ?? (file.Alternative is { } other ? cache.Find(file.Repository, file.Revision, other) : null);
}
