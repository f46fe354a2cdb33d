namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>What a plugin exports, made.</summary>
/// <param name="Components">Its components.</param>
/// <param name="UnitHandlers">Its handlers of units.</param>
internal sealed record LoadedPlugin(IReadOnlyList<LoadedComponent> Components, IReadOnlyList<LoadedUnitHandler> UnitHandlers);
