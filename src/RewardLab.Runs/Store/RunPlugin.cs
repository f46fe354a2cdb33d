namespace RewardLab.Runs.Store;

/// <summary>A plugin that was active during a run.</summary>
public sealed record RunPlugin
{
    /// <summary>The plugin's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The plugin's own version.</summary>
    public string Version { get; init; } = "";

    /// <summary>SHA-256 over all of its files, lower-case hexadecimal.</summary>
    public string Sha256 { get; init; } = "";
}
