using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>A plugin that could not be loaded, with the state it is in now.</summary>
internal sealed class PluginLoadException(PluginState state, string reason, Exception innerException) : Exception(reason, innerException)
{
    public PluginState State { get; } = state;
}
