namespace RewardLab.Abstractions;

/// <summary>A component by id, with the options that differ from its defaults.</summary>
/// <param name="Id">The component's id, such as "toybox-clip".</param>
/// <param name="Options">Option names (as in YAML: camelCase) to values; empty for the defaults.</param>
public sealed record ComponentReference(string Id, IReadOnlyDictionary<string, object?> Options)
{
    /// <summary>A component with its default options.</summary>
    public ComponentReference(string id)
        : this(id, new Dictionary<string, object?>(StringComparer.Ordinal))
    {
    }
}
