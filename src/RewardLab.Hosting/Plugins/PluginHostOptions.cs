using System.Reflection;

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

    /// <summary>Told a line for the user, from whatever thread; default: nobody.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>The options of a program: plugins beside it, shipped ones listed in it, the user's folders as the environment says.</summary>
    /// <param name="program">The program's assembly, which embeds the list of shipped plugins.</param>
    public static PluginHostOptions For(Assembly program) => new()
    {
        ProgramPluginFolder = Path.Combine(AppContext.BaseDirectory, "plugins"),
        User = UserFolders.FromEnvironment(),
        Shipped = ShippedPlugins.EmbeddedIn(program),
    };
}
