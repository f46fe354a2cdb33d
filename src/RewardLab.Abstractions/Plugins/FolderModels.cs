namespace RewardLab.Abstractions;

/// <summary>Knows folders alone.</summary>
public sealed class FolderModels : IModelCatalog
{
    private FolderModels()
    {
    }

    /// <summary>The one instance.</summary>
    public static FolderModels Instance { get; } = new();

    /// <inheritdoc />
    public IReadOnlyList<string> Folders(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return Directory.Exists(model) ? [Path.GetFullPath(model)] : throw new RewardLabException($"There is no folder '{model}'; name a model's folder.");
    }
}
