namespace RewardLab.Abstractions;

/// <summary>The version of the contracts in this assembly.</summary>
/// <remarks>Semantic: a host loads plugins of its own major version and of a minor version no newer than its own.</remarks>
public static class ContractVersion
{
    /// <summary>"major.minor"; a constant, so that a plugin carries the version it was compiled against.</summary>
    public const string Current = "1.0";

    /// <summary>Whether a host with <see cref="Current"/> can run a plugin built against <paramref name="pluginVersion"/>.</summary>
    public static bool Supports(string pluginVersion) =>
        Version.TryParse(pluginVersion, out var plugin)
        && Version.Parse(Current) is var host
        && plugin.Major == host.Major
        && plugin.Minor <= host.Minor;
}
