namespace RewardLab.Abstractions;

/// <summary>What the host offers a component while it is made.</summary>
public sealed record ComponentContext
{
    /// <summary>Folder of the plugin that exports the component: its weights and data lie there. Read-only.</summary>
    public required string PluginFolder { get; init; }

    /// <summary>Folder for files that can be made again, the plugin's own; exists.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Every other component, by id.</summary>
    public required IComponentCatalog Components { get; init; }

    /// <summary>Models on this machine: downloaded ones, and folders.</summary>
    public IModelCatalog Models { get; init; } = FolderModels.Instance;

    /// <summary>Writes a line for the user.</summary>
    public Action<string> Log { get; init; } = static _ => { };
}
