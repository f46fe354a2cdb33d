namespace RewardLab.Hosting;

/// <summary>Where RewardLab keeps what belongs to the user. Nothing is created by asking.</summary>
/// <param name="Settings">Trust and plugin states. REWARDLAB_HOME, or ~/.config/RewardLab (on Windows %APPDATA%\RewardLab,
/// on macOS ~/Library/Application Support/RewardLab).</param>
/// <param name="Plugins">Folders of the user's plugins, in order. REWARDLAB_PLUGINS (several, separated as in PATH), or ~/.local/share/RewardLab/plugins
/// (on Windows %LOCALAPPDATA%\RewardLab\plugins, on macOS ~/Library/Application Support/RewardLab/plugins).</param>
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
            [.. (Chosen(PluginsVariable)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [Path.Combine(data, "plugins")])
                .Select(Path.GetFullPath)],
            Path.GetFullPath(Chosen(CacheVariable) ?? Path.Combine(data, "cache")));

        static string? Chosen(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

        static string System(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
    }
}
