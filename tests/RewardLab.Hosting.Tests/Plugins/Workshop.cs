using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Trust;

namespace RewardLab.Hosting.Tests.Plugins;

/// <summary>Folders of a user and a program of their own for one test.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly List<string> _log = [];

    public Workshop() => Directory.CreateDirectory(UserPlugins);

    public string Root { get; } = Directory.CreateTempSubdirectory("rewardlab-").FullName;

    public string ProgramPlugins => Path.Combine(Root, "program", "plugins");

    public string UserPlugins => Path.Combine(Root, "user", "plugins");

    public string Settings => Path.Combine(Root, "settings");

    /// <summary>A file that plugins write when their code runs, a line each time.</summary>
    public string Witness => Path.Combine(Root, "witness.txt");

    public int WitnessCount => File.Exists(Witness) ? File.ReadAllLines(Witness).Length : 0;

    public IReadOnlyList<string> Log => _log;

    /// <summary>Which plugins' code the hosts that are started from here on load.</summary>
    public PluginLoading Loading { get; set; } = PluginLoading.All;

    /// <summary>How long a plugin may take to load from here on; far more than any needs.</summary>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What hosts that are started from here on do before they load code that was not loaded before.</summary>
    public Action? Rehearse { get; set; }

    public PluginHost Start(ShippedPlugins? shipped = null, DevelopmentPlugin? development = null) => PluginHost.Start(new PluginHostOptions
    {
        Loading = Loading,
        LoadTimeout = LoadTimeout,
        Rehearse = Rehearse,
        ProgramPluginFolder = ProgramPlugins,
        User = new UserFolders(Settings, [UserPlugins], Path.Combine(Root, "cache")),
        Shipped = shipped ?? ShippedPlugins.None,
        Development = development,
        Log = _log.Add,
    });

    /// <summary>Starts a host and trusts everything that can be trusted.</summary>
    public PluginHost StartTrusting()
    {
        var host = Start();
        foreach (var plugin in host.List().Where(plugin => plugin.State == PluginState.Untrusted))
        {
            host.Trust(plugin.Id, plugin.Hash);
        }

        return host;
    }

    /// <summary>A folder in the user's plugin folder.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(UserPlugins, name)).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
