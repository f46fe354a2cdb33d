namespace RewardLab.Hosting.Plugins.Inventory;

/// <summary>A plugin as lists show it. Texts are on one line and free of control characters.</summary>
public sealed record PluginInfo
{
    private static readonly SortedDictionary<string, string> NoFiles = new(StringComparer.Ordinal);

    /// <summary>The plugin's id; the name of its folder or file where it does not say one.</summary>
    public required string Id { get; init; }

    /// <summary>Name for lists; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>One line for lists; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The plugin's own version; empty where unknown.</summary>
    public string Version { get; init; } = "";

    /// <summary>The contract version it was built against; empty where unknown.</summary>
    public string ContractVersion { get; init; } = "";

    /// <summary>Its folder, or the file of a bare DLL.</summary>
    public required string Location { get; init; }

    /// <summary>Whether it came with RewardLab and is unchanged.</summary>
    public bool IsShipped { get; init; }

    /// <summary>What became of it.</summary>
    public required PluginState State { get; init; }

    /// <summary>Why it is in that state and what to do about it, on one line; empty for an active plugin with nothing to say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What it exports according to its metadata.</summary>
    public IReadOnlyList<PluginComponent> Components { get; init; } = [];

    /// <summary>SHA-256 of every file, by path relative to the plugin (forward slashes), lower-case hexadecimal; empty where they could not be read.</summary>
    /// <remarks>Large files of a plugin that nobody trusts are read when this is asked for, not before.</remarks>
    public IReadOnlyDictionary<string, string> FileHashes => Hashing?.Value.Files ?? NoFiles;

    /// <summary>SHA-256 over all files' paths and hashes: one value for run records; empty where the files could not be read.</summary>
    /// <inheritdoc cref="FileHashes" path="/remarks"/>
    public string Hash => Hashing?.Value.Hash ?? "";

    /// <summary>Who made it, according to its assembly alone; may be empty.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>Computes the hashes; never throws.</summary>
    internal Lazy<(IReadOnlyDictionary<string, string> Files, string Hash)>? Hashing { get; init; }
}
