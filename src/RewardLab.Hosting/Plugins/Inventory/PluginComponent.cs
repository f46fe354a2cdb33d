using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Inventory;

/// <summary>A component that a plugin says it exports, read from its metadata without running it.</summary>
/// <param name="Kind">Which of the five contracts.</param>
/// <param name="Id">Unique within its kind.</param>
/// <param name="Description">One line for lists; may be empty.</param>
public sealed record PluginComponent(ComponentKind Kind, string Id, string Description);
