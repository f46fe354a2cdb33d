namespace RewardLab.Hosting.Plugins.Trust;

/// <summary>A plugin under development: the folder that it was built into, trusted as it is there by one process and those that it starts, and remembered
/// nowhere.</summary>
/// <param name="Folder">The plugin's folder, absolute; it lies in a folder of its own, as in a folder of plugins.</param>
/// <param name="Hash">The hash over its files.</param>
public sealed record DevelopmentPlugin(string Folder, string Hash)
{
    /// <summary>Environment variable by which a process hands it to those that it starts. Whoever can set it can name a folder of settings, too.</summary>
    public const string Variable = "REWARDLAB_DEVELOPMENT_PLUGIN";

    /// <summary>The one that this process was handed; null where there is none.</summary>
    public static DevelopmentPlugin? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable)?.Split(' ', 2) is [{ Length: > 0 } hash, { Length: > 0 } folder]
            && !string.IsNullOrWhiteSpace(folder)
            && Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) is var full
            && Path.GetDirectoryName(full) is not null
            ? new DevelopmentPlugin(full, hash)
            : null;

    /// <summary>As the environment variable says it.</summary>
    public override string ToString() => $"{Hash} {Folder}";
}
