namespace RewardLab.Abstractions;

/// <summary>Describes a component of the catalog without creating it.</summary>
/// <param name="Kind">Which of the five contracts.</param>
/// <param name="Id">Unique within its kind.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="PluginId">The plugin that exports it.</param>
/// <param name="OptionsType">The record of its options.</param>
public sealed record ComponentDescription(ComponentKind Kind, string Id, string Description, string PluginId, Type OptionsType);
