using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Models;

/// <summary>Finds models on this machine: folders, the registry's in the hub's cache, and repositories that are in the cache.</summary>
public sealed class ModelStore(ModelRegistry registry, HubCache cache) : IModelCatalog
{
    /// <inheritdoc />
    public IReadOnlyList<string> Folders(string model) => Folders(model, kind: null);

    /// <inheritdoc />
    public IReadOnlyList<string> Folders(string model, ComponentKind? kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return registry.TryFind(model) is { } entry ? Folders(entry)
            : Directory.Exists(model) ? [Path.GetFullPath(model)]
            : HubNames.IsRepository(model) ? [OfRepository(model, kind)]
            : throw new RewardLabException($"There is no model and no folder '{model}'. {NearestName.Advice(model, registry.Ids(kind))}");
    }

    /// <summary>The files of a model that are not on this machine.</summary>
    public IReadOnlyList<ModelFile> Missing(ModelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return [.. Resolved(entry.Files).Where(file => Find(file) is null)];
    }

    /// <summary>A model's files, each in the one repository of several that holds most of them on this machine; the first where none does.</summary>
    public IReadOnlyList<ModelFile> Resolved(IReadOnlyList<ModelFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return ModelSources.Choose(files, files.Where(file => file.Mirrors.Count > 0).GroupBy(ModelSources.Format, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => ModelSources.Order([.. group], cache)[0], StringComparer.Ordinal));
    }

    /// <summary>Where a file lies; null where it is not here.</summary>
    public string? Find(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ModelSources.Find(file, cache);
    }

    // A name that the hub has no more still leads to what was fetched under it, or to the same model under another name.
    private string OfRepository(string repository, ComponentKind? kind)
    {
        var snapshot = cache.Snapshot(repository, "main");
        var known = registry.OfRepository(repository);
        if (known is not null
            && (snapshot is null || known.Files.Any(file => Find(file with { Repository = repository }) is null))
            && Missing(known).Count == 0)
        {
            return cache.Snapshot(Resolved(known.Files)[0].Repository, known.Files[0].Revision)!;
        }

        if (snapshot is not null)
        {
            return snapshot;
        }

        throw new RewardLabException(known is not null
            ? $"There is no folder '{repository}', and no such repository in the hub's cache {cache.Folder}; it is model '{known.Id}'. "
                + $"Download it with 'rewardlab models get {known.Id}'."
            : $"There is no folder '{repository}', and no such repository in the hub's cache {cache.Folder}. "
                + $"Download it with 'rewardlab models get {repository}', or name a folder or a known model: {string.Join(", ", registry.Ids(kind))}.");
    }

    private IReadOnlyList<string> Folders(ModelEntry entry)
    {
        if (entry.Folder is { } folder)
        {
            return Directory.Exists(folder)
                ? [Path.GetFullPath(folder)]
                : throw new RewardLabException(
                    $"The folder of model '{entry.Id}' no longer exists: {folder}. Add it again with 'rewardlab models add FOLDER --id {entry.Id}'.");
        }

        var missing = Missing(entry);
        return missing.Count == 0
            ? [.. Resolved(entry.Files).Select(file => cache.Snapshot(file.Repository, file.Revision)!).Distinct(StringComparer.Ordinal)]
            : throw new RewardLabException(
                $"Model '{entry.Id}' is not on this machine: "
                + $"{string.Join(", ", missing.Take(4).Select(file => file.Name))}{(missing.Count > 4 ? $" and {missing.Count - 4} more files" : "")} missing "
                + $"from {cache.Folder}. Download it with 'rewardlab models get {entry.Id}'.");
    }
}
