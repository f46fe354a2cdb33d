using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Trust;

/// <summary>What is remembered of a plugin between runs.</summary>
internal sealed record PluginRecord
{
    /// <summary>Switched off by the user.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The files the user trusted, with their SHA-256; null where the user has not.</summary>
    public SortedDictionary<string, string>? TrustedFiles { get; init; }

    /// <summary>The hash over all files when the plugin's own code failed; null where it has not.</summary>
    public string? MalfunctionHash { get; init; }

    /// <summary>The state at the last start.</summary>
    public PluginState State { get; init; }

    /// <summary>The hash over all files at the last start; null where the state is not that of a start.</summary>
    public string? Hash { get; init; }

    /// <summary>Why it was in that state.</summary>
    public string Reason { get; init; } = "";
}
