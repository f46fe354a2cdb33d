namespace RewardLab.Abstractions;

/// <summary>What plugin.yaml beside a plugin's assembly says. A bare DLL's <see cref="RewardLabPluginAttribute"/> says the same.</summary>
public sealed record PluginManifest
{
    /// <summary>The manifest's file name in the plugin's folder.</summary>
    public const string FileName = "plugin.yaml";

    /// <summary>Unique among plugins: lower-case letters, digits, dots and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Display name; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>One line for lists.</summary>
    public string Description { get; init; } = "";

    /// <summary>The plugin's own version.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>The contract version it was built against, "major.minor".</summary>
    public required string ContractVersion { get; init; }

    /// <summary>File name of the assembly in the plugin's folder; no path.</summary>
    public required string Assembly { get; init; }
}
