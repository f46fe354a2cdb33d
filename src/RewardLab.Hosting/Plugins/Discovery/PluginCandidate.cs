using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>A source with what its manifest, metadata and files say. None of its code has run.</summary>
internal sealed record PluginCandidate
{
    public required PluginSource Source { get; init; }

    public required string Id { get; init; }

    /// <summary>What the manifest or, without one, the assembly's attribute says; null where neither could be read.</summary>
    public PluginManifest? Manifest { get; init; }

    public IReadOnlyList<PluginComponent> Components { get; init; } = [];

    /// <summary>Who made it, according to its assembly; may be empty.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>Its files with their hashes; null where they could not be listed.</summary>
    public PluginFiles? Files { get; init; }

    /// <summary>Why it cannot run here, or null.</summary>
    public string? Problem { get; init; }

    public string AssemblyPath => Path.Combine(Source.Folder, Manifest!.Assembly);
}
