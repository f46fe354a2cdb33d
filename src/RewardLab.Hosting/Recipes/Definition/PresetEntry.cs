namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>One line of a preset.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value as written.</param>
/// <param name="Place">file.yaml(line,column).</param>
internal sealed record PresetEntry(string Name, string Value, string Place);
