namespace RewardLab.Editor.Sessions;

/// <summary>What was set in the Inspector of a recipe.</summary>
/// <param name="Path">The recipe.</param>
/// <param name="Preset">Its preset; null for none.</param>
/// <param name="Values">The texts that differ from their defaults, allowed or not, by field.</param>
internal sealed record SessionRecipe(string Path, string? Preset, IReadOnlyDictionary<string, string> Values);
