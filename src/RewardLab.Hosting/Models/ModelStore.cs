using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Naming;

namespace RewardLab.Hosting.Models;

/// <summary>Finds models on this machine: folders, the registry's in the hub's cache, and repositories that are in the cache.</summary>
public sealed class ModelStore(ModelRegistry registry, HubCache cache) : IModelCatalog
{
    /// <inheritdoc />
    public IReadOnlyList<string> Folders(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (registry.TryFind(model) is { } entry)
        {
            return Folders(entry);
        }

        if (Directory.Exists(model))
        {
            return [Path.GetFullPath(model)];
        }

        if (HubNames.IsRepository(model))
        {
            return cache.Snapshot(model, "main") is { } snapshot
                ? [snapshot]
                : throw new RewardLabException($"There is no folder '{model}', and no such repository in the hub's cache {cache.Folder}; download it there, or name a folder.");
        }

        throw new RewardLabException($"There is no model and no folder '{model}'; {NearestName.Advice(model, [.. registry.Models.Select(known => known.Id)])}");
    }

    /// <summary>The files of a model that are not on this machine.</summary>
    public IReadOnlyList<ModelFile> Missing(ModelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return [.. entry.Files.Where(file => Find(file) is null)];
    }

    /// <summary>Where a file lies; null where it is not here.</summary>
    public string? Find(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return cache.Find(file.Repository, file.Revision, file.Name)
            ?? (file.Alternative is { } other ? cache.Find(file.Repository, file.Revision, other) : null);
    }

    private IReadOnlyList<string> Folders(ModelEntry entry)
    {
        if (entry.Folder is { } folder)
        {
            return Directory.Exists(folder)
                ? [Path.GetFullPath(folder)]
                : throw new RewardLabException($"The folder of model '{entry.Id}' is gone: {folder}; add it anew with 'rewardlab models add FOLDER --id {entry.Id}'.");
        }

        var missing = Missing(entry);
        return missing.Count == 0
            ? [.. entry.Files.Select(file => cache.Snapshot(file.Repository, file.Revision)!).Distinct(StringComparer.Ordinal)]
            : throw new RewardLabException(
                $"Model '{entry.Id}' is not on this machine: {string.Join(", ", missing.Take(4).Select(file => file.Name))}{(missing.Count > 4 ? $" and {missing.Count - 4} more files" : "")} missing from {cache.Folder}; get it with 'rewardlab models get {entry.Id}'.");
    }
}
