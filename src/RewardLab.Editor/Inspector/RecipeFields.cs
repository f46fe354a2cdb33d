using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Editor.Inspector;

/// <summary>A recipe's parameters as fields.</summary>
internal static class RecipeFields
{
    /// <summary>A field for each parameter, with the values of a preset, or else the defaults.</summary>
    /// <param name="info">The recipe.</param>
    /// <param name="preset">The preset's path or name; null for none. A value of it counts as default: it need not be said again.</param>
    /// <exception cref="RewardLabException">The preset cannot be read, or does not fit the recipe.</exception>
    public static IReadOnlyList<Field> Create(RecipeInfo info, string? preset)
    {
        var values = RecipeArguments.Resolve(info, preset).Values;
        return [.. info.Parameters.Select(parameter => Create(parameter, RecipeParameter.Format(values.GetValueOrDefault(parameter.Name, parameter.Default))))];
    }

    /// <summary>What --set says of the fields that differ from their defaults.</summary>
    public static IEnumerable<string> Settings(IEnumerable<Field> fields) =>
        fields.Where(field => field.IsChanged).Select(field => $"{field.Name}={field.Text}");

    private static Field Create(RecipeParameter parameter, string value) => new()
    {
        Name = parameter.Name,
        Kind = parameter.Kind switch
        {
            RecipeParameterKind.Bool => FieldKind.Flag,
            RecipeParameterKind.Choice => FieldKind.Choice,
            RecipeParameterKind.Text => IsPath(parameter) ? FieldKind.Path : FieldKind.Text,
            _ => FieldKind.Number,
        },
        Default = value,
        Text = value,
        Description = parameter.Description,
        Range = parameter.Range,
        Choices = parameter.Choices,
        Minimum = Number(parameter.Minimum),
        Maximum = Number(parameter.Maximum),
        IsWhole = parameter.Kind is RecipeParameterKind.Int or RecipeParameterKind.Long,
        Check = text => Check(parameter, text) ?? (IsPath(parameter) ? PathCheck.Problem(text, parameter.Name, parameter.Description) : null),
    };

    private static string? Check(RecipeParameter parameter, string text)
    {
        try
        {
            parameter.Parse(text, "");
            return null;
        }
        catch (RewardLabException)
        {
            return $"must be {parameter.Range}";
        }
    }

    private static double? Number(object? limit) => limit is null ? null : Convert.ToDouble(limit, System.Globalization.CultureInfo.InvariantCulture);

    // What a recipe calls a file or a folder is completed from the disk.
    private static bool IsPath(RecipeParameter parameter) =>
        parameter.Option?.IsPath
        ?? parameter.Name.EndsWith("file", StringComparison.OrdinalIgnoreCase) || parameter.Name.EndsWith("folder", StringComparison.OrdinalIgnoreCase)
        || parameter.Description.Contains("a file", StringComparison.Ordinal) || parameter.Description.Contains("a folder", StringComparison.Ordinal);
}
