using RewardLab.Hosting.Plugins;

namespace RewardLab.Terminal;

/// <summary>The plugins of this program and of its user.</summary>
internal static class Plugins
{
    /// <summary>Finds and loads them; what the host has to say goes to standard error.</summary>
    public static PluginHost Start(Session session) =>
        PluginHost.Start(PluginHostOptions.For(typeof(Plugins).Assembly) with { Log = session.Screen.Error.WriteLine });
}
