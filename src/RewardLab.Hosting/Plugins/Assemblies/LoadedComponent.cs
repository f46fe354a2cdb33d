using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>A component's factory, made.</summary>
/// <param name="Description">What the catalog shows.</param>
/// <param name="Factory">An <see cref="IComponentFactory{TComponent}"/> of the kind's contract.</param>
/// <param name="PluginFolder">The folder its plugin's files are in.</param>
internal sealed record LoadedComponent(ComponentDescription Description, object Factory, string PluginFolder)
{
    /// <summary>The plugin's version; may be empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether the plugin came with RewardLab, unchanged.</summary>
    public bool IsShipped { get; init; }
}
