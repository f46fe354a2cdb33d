using RewardLab.Hosting.Plugins.Assemblies;

namespace RewardLab.Hosting.Plugins;

/// <summary>Tells the code of plugins from that of the program and of recipes.</summary>
public static class PluginCode
{
    /// <summary>Whether the code that asks was called by a plugin, or runs on a thread or in a task that a plugin began.</summary>
    /// <remarks>RewardLab's own plugins, unchanged, are not told apart from the program.</remarks>
    public static bool IsRunning => PluginProcessState.IsPluginRunning;
}
