namespace RewardLab.Editor.Inspector;

/// <summary>A row of the Inspector: a field, or the heading of a group of options.</summary>
/// <param name="Group">The group, such as "ddpo"; empty for fields that are in none.</param>
/// <param name="Field">The field; null for the heading.</param>
internal sealed record InspectorRow(string Group, Field? Field)
{
    // Fewer are seen at once, and need no headings.
    private const int MinFields = 8;

    /// <summary>The field's name within its group.</summary>
    public string Name => Field is null ? Group : Group.Length > 0 ? Field.Name[(Group.Length + 1)..] : Field.Name;

    /// <summary>The rows of fields: options of a component under a heading with its name, others as they are.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="filter">Words that name or description must hold; empty for all.</param>
    /// <param name="closed">The groups whose fields are hidden, unless there is a filter.</param>
    public static IReadOnlyList<InspectorRow> Create(IReadOnlyList<Field> fields, string filter, IReadOnlySet<string> closed)
    {
        var words = filter.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var rows = new List<InspectorRow>();
        var group = "";
        foreach (var field in fields.Where(field => Matches(field, words)))
        {
            var own = fields.Count >= MinFields && field.Name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? field.Name[..dot] : "";
            if (own != group && own.Length > 0)
            {
                rows.Add(new InspectorRow(own, Field: null));
            }

            group = own;
            if (words.Length > 0 || !closed.Contains(own))
            {
                rows.Add(new InspectorRow(own, field));
            }
        }

        return rows;
    }

    private static bool Matches(Field field, string[] words) => Array.TrueForAll(
        words,
        word => field.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || field.Description.Contains(word, StringComparison.OrdinalIgnoreCase));
}
