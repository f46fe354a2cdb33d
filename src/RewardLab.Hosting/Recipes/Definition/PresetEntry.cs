namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>One line of a preset.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value as --set writes it.</param>
/// <param name="Place">file.yaml(line,column).</param>
/// <param name="IsNested">Whether it stands in a map or is a list, as options of components may.</param>
internal sealed record PresetEntry(string Name, string Value, string Place, bool IsNested)
{
    public const string Nested = "a preset holds 'name: value' with plain values, and options of components under their group's name; this one is nested.";
}
