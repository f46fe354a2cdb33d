using System.Reflection;
using RewardLab.Abstractions;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Plugins.Trust;

namespace RewardLab.Hosting.Plugins;

/// <summary>Where a <see cref="PluginHost"/> looks, and what it trusts from the start.</summary>
public sealed record PluginHostOptions
{
    /// <summary>The plugins folder beside the program; may be missing.</summary>
    public required string ProgramPluginFolder { get; init; }

    /// <summary>The user's folders.</summary>
    public required UserFolders User { get; init; }

    /// <summary>Files that came with RewardLab. Default: none.</summary>
    public ShippedPlugins Shipped { get; init; } = ShippedPlugins.None;

    /// <summary>A plugin that is trusted as it is while it is developed; it comes before any other, RewardLab's own too, and what is
    /// noted of plugins that end the process lies beside its folder. Default: none.</summary>
    public DevelopmentPlugin? Development { get; init; }

    /// <summary>Where components find models. Default: folders alone.</summary>
    public IModelCatalog Models { get; init; } = FolderModels.Instance;

    /// <summary>Which plugins' code is loaded. Default: all that may run.</summary>
    public PluginLoading Loading { get; init; } = PluginLoading.All;

    /// <summary>How long the code of a plugin that did not come with RewardLab may take to load. Default: 30 seconds.</summary>
    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Loads the plugins in another process and returns when that has ended, before code that was not loaded before is loaded in this one: a plugin
    /// that ends its process as it is loaded is then known, and not loaded here. Default: null, none.</summary>
    public Action? Rehearse { get; init; }

    /// <summary>Told a line for the user, from whatever thread; default: nobody.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>The options of a program: plugins beside it, shipped ones listed in it, the user's folders as the environment says.</summary>
    /// <param name="program">The program's assembly, which embeds the list of shipped plugins.</param>
    /// <exception cref="RewardLabException">The user's list of models cannot be read.</exception>
    public static PluginHostOptions For(Assembly program)
    {
        var user = UserFolders.FromEnvironment();
        return new PluginHostOptions
        {
            ProgramPluginFolder = Path.Combine(AppContext.BaseDirectory, "plugins"),
            User = user,
            Development = DevelopmentPlugin.FromEnvironment(),
            Shipped = ShippedPlugins.EmbeddedIn(program),
            Models = new ModelStore(ModelRegistry.Open(user), HubCache.FromEnvironment()),
        };
    }
}
