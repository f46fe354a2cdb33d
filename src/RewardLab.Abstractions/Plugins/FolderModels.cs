namespace RewardLab.Abstractions;

/// <summary>A catalog that knows no model ids: what it is asked for must be a folder's path.</summary>
public sealed class FolderModels : IModelCatalog
{
    private FolderModels()
    {
    }

    /// <summary>The shared instance; it has no state.</summary>
    public static FolderModels Instance { get; } = new();

    /// <inheritdoc />
    public IReadOnlyList<string> Folders(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return Directory.Exists(model) ? [Path.GetFullPath(model)] : throw new RewardLabException($"There is no folder '{model}'; name a model's folder.");
    }
}
