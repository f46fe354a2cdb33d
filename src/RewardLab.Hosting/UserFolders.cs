namespace RewardLab.Hosting;

/// <summary>Where RewardLab keeps what belongs to the user. Nothing is created by asking.</summary>
/// <param name="Settings">Trust and plugin states. REWARDLAB_HOME, or ~/.config/RewardLab (on Windows %APPDATA%\RewardLab,
/// on macOS ~/Library/Application Support/RewardLab).</param>
/// <param name="Plugins">Folders of the user's plugins, in order; at least one. REWARDLAB_PLUGINS (several, separated as in PATH; empty parts count for
/// nothing), or ~/.local/share/RewardLab/plugins (on Windows %LOCALAPPDATA%\RewardLab\plugins, on macOS ~/Library/Application
/// Support/RewardLab/plugins).</param>
/// <param name="Cache">Files that can be made again. REWARDLAB_CACHE, or cache beside the user's plugins.</param>
public sealed record UserFolders(string Settings, IReadOnlyList<string> Plugins, string Cache)
{
    /// <summary>Environment variable that names the settings folder.</summary>
    public const string SettingsVariable = "REWARDLAB_HOME";

    /// <summary>Environment variable that names the user's plugin folders.</summary>
    public const string PluginsVariable = "REWARDLAB_PLUGINS";

    /// <summary>Environment variable that names the cache folder.</summary>
    public const string CacheVariable = "REWARDLAB_CACHE";

    /// <summary>The folders of this user on this system.</summary>
    public static UserFolders FromEnvironment()
    {
        var data = Path.Combine(System(Environment.SpecialFolder.LocalApplicationData), "RewardLab");
        return new UserFolders(
            Path.GetFullPath(Chosen(SettingsVariable) ?? Path.Combine(System(Environment.SpecialFolder.ApplicationData), "RewardLab")),
            // As shells read PATH, but that an empty part is not the current folder: nobody's plugins are found by where one happens to be.
            [.. (Chosen(PluginsVariable)?.Split(Path.PathSeparator).Where(static folder => !string.IsNullOrWhiteSpace(folder)) ?? [])
                .DefaultIfEmpty(Path.Combine(data, "plugins"))
                .Select(Path.GetFullPath)
                .Distinct(StringComparer.Ordinal)],
            Path.GetFullPath(Chosen(CacheVariable) ?? Path.Combine(data, "cache")));

        static string? Chosen(string variable) =>
            Environment.GetEnvironmentVariable(variable) is var value && string.IsNullOrWhiteSpace(value) ? null : value;

        static string System(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
    }
}
