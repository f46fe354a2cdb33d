using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RewardLab.Abstractions;

/// <summary>What the host offers a component while it is made, and as long as it lives.</summary>
/// <remarks>Tests of a plugin set what their component needs; the rest has defaults that do nothing or say what is missing.</remarks>
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

    /// <summary>Reads and writes image files.</summary>
    public IImageCodec Images { get; init; } = NoImageCodec.Instance;

    /// <summary>Reads files of prompts.</summary>
    public IPromptFiles PromptFiles { get; init; } = NoPromptFiles.Instance;

    /// <summary>Keeps with the run what was chosen by the state of the machine.</summary>
    public IRecordedSettings RecordedSettings { get; init; } = UnrecordedSettings.Instance;

    /// <summary>Keeps with the run where results come from.</summary>
    public IProvenanceRecord Provenance { get; init; } = NoProvenanceRecord.Instance;

    /// <summary>Does units of work: in this process, or on workers. Code that works with both need not ask which.</summary>
    public IWorkerPool Workers { get; init; } = NoWorkers.Instance;

    /// <summary>Tells the user: a line each, from <see cref="LogLevel.Information"/> on; warnings and errors are marked as such.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
