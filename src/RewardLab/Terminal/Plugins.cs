using RewardLab.Hosting.Plugins;

namespace RewardLab.Terminal;

/// <summary>The plugins of this program and of its user.</summary>
internal static class Plugins
{
    /// <summary>Finds and loads them; what the host has to say goes to standard error.</summary>
    public static PluginHost Start(Session session) => Start(session, static options => options);

    /// <summary>Finds and loads them by options that differ from the program's.</summary>
    public static PluginHost Start(Session session, Func<PluginHostOptions, PluginHostOptions> change) =>
        PluginHost.Start(change(Options(session, session.IsSafe ? PluginLoading.Shipped : PluginLoading.All)));

    /// <summary>Finds them, and loads none of their code: what puts a plugin right must work while the plugin is broken.</summary>
    public static PluginHost Find(Session session) => PluginHost.Start(Options(session, PluginLoading.None));

    private static PluginHostOptions Options(Session session, PluginLoading loading) =>
        PluginHostOptions.For(typeof(Plugins).Assembly) with { Log = session.Screen.Error.WriteLine, Loading = loading };
}
