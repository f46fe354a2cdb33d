using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Plugins;

/// <summary>Trust of whatever is there now.</summary>
internal static class Trusting
{
    /// <summary>Trusts a plugin as its files are.</summary>
    public static PluginInfo Trust(this PluginHost host, string id) => host.Trust(id, host.Find(id).Hash is { Length: > 0 } hash ? hash : "none");
}
