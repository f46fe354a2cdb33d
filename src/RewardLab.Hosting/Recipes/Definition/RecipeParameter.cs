using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A parameter that a recipe declares with <see cref="Lab"/>.Param.</summary>
public sealed record RecipeParameter
{
    /// <summary>The name that --set and presets use.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its value.</summary>
    public required RecipeParameterKind Kind { get; init; }

    /// <summary>The value when nobody sets it: an int, long, double, bool or string, as <see cref="Kind"/> says.</summary>
    public required object Default { get; init; }

    /// <summary>One line on what it means, with its unit.</summary>
    public string Description { get; init; } = "";

    /// <summary>Least value of a number, of the same type as <see cref="Default"/>; null for no limit.</summary>
    public object? Minimum { get; init; }

    /// <summary>Greatest value of a number, of the same type as <see cref="Default"/>; null for no limit.</summary>
    public object? Maximum { get; init; }

    /// <summary>The texts to choose from; empty unless <see cref="Kind"/> is <see cref="RecipeParameterKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Where it is declared: file.csx(line,column).</summary>
    public string Place { get; init; } = "";

    /// <summary>What values it takes, for people: "int, 1 to 512" or "one of counting, composition".</summary>
    public string Range
    {
        get
        {
            var type = Kind switch
            {
                RecipeParameterKind.Int => "int",
                RecipeParameterKind.Long => "long",
                RecipeParameterKind.Double => "number",
                RecipeParameterKind.Bool => "true or false",
                RecipeParameterKind.Text => "text",
                _ => "one of " + string.Join(", ", Choices),
            };
            return (Minimum, Maximum) switch
            {
                (null, null) => type,
                (_, null) => $"{type}, at least {Format(Minimum)}",
                (null, _) => $"{type}, at most {Format(Maximum)}",
                _ => $"{type}, {Format(Minimum)} to {Format(Maximum)}",
            };
        }
    }

    /// <summary>Reads a value as people write it: invariant numbers, true or false, text.</summary>
    /// <param name="text">The value.</param>
    /// <param name="source">Where it stands, such as "--set" or "fast.yaml(3,1)"; begins the error.</param>
    /// <exception cref="RewardLabException">The text is no value of this type, or outside its range.</exception>
    public object Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = Read(text);
        return value is not null && IsAllowed(value)
            ? value
            : throw new RewardLabException($"{source}: {Name} is '{text}' but must be {Range}.");
    }

    /// <summary>Writes a value as <see cref="Parse"/> reads it.</summary>
    public static string Format(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    internal bool IsAllowed(object value) => Kind switch
    {
        RecipeParameterKind.Choice => Choices.Contains((string)value, StringComparer.Ordinal),
        RecipeParameterKind.Double when !double.IsFinite((double)value) => false,
        RecipeParameterKind.Int or RecipeParameterKind.Long or RecipeParameterKind.Double =>
            (Minimum is null || ((IComparable)value).CompareTo(Minimum) >= 0)
            && (Maximum is null || ((IComparable)value).CompareTo(Maximum) <= 0),
        _ => true,
    };

    /// <summary>A limit as <see cref="Format"/> wrote it.</summary>
    internal object? ParseLimit(string text) => Read(text);

    private object? Read(string text) => Kind switch
    {
        RecipeParameterKind.Int => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        RecipeParameterKind.Long => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        RecipeParameterKind.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
        RecipeParameterKind.Bool => bool.TryParse(text, out var value) ? value : null,
        _ => text,
    };
}
