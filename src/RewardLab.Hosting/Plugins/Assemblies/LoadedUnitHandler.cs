using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>The factory of a handler of units, made.</summary>
/// <param name="Id">The kind of units that it does.</param>
/// <param name="Factory">Makes handlers.</param>
/// <param name="PluginId">Its plugin.</param>
/// <param name="PluginFolder">The folder its plugin's files are in.</param>
internal sealed record LoadedUnitHandler(string Id, IUnitHandlerFactory Factory, string PluginId, string PluginFolder);
