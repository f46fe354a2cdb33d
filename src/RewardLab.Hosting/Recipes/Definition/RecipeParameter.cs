using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A parameter that a recipe declares with <see cref="Lab"/>.Param,
/// or an option of a component that it exposes with <see cref="Lab"/>.Options.</summary>
public sealed record RecipeParameter
{
    /// <summary>The name that --set and presets use; for an option with its group, such as "ddpo.epochs".</summary>
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

    /// <summary>The component's option that this is; null for a parameter of the recipe's own.</summary>
    public OptionDescription? Option { get; init; }

    /// <summary>The group that the option belongs to; empty for a parameter of the recipe's own.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether the recipe itself gives the option another value than the component does.</summary>
    public bool IsDifferent { get; init; }

    /// <summary>The record that the option is of.</summary>
    internal Type? OptionsType { get; init; }

    /// <summary>What values it takes, for people: "int, 1 to 512" or "one of counting, composition".</summary>
    public string Range
    {
        get
        {
            if (Option is not null)
            {
                return Option.Range.Length == 0 ? Option.TypeName
                    : Option.Range.StartsWith("one of", StringComparison.Ordinal) ? Option.Range
                    : $"{Option.TypeName}, {Option.Range}";
            }

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
    /// <exception cref="RewardLabException">The text is not a value of this type, or outside its range.</exception>
    public object Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = Option is null ? Read(text) : ReadOption(Option, text);
        return value is not null && IsAllowed(value)
            ? value
            : throw new RewardLabException($"{source}: {Name} is '{text}', but must be {Range}.");
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
        _ when Option is not null => true,
        RecipeParameterKind.Choice => Choices.Contains((string)value, StringComparer.Ordinal),
        RecipeParameterKind.Double when !double.IsFinite((double)value) => false,
        RecipeParameterKind.Int or RecipeParameterKind.Long or RecipeParameterKind.Double =>
            (Minimum is null || ((IComparable)value).CompareTo(Minimum) >= 0)
            && (Maximum is null || ((IComparable)value).CompareTo(Maximum) <= 0),
        _ => true,
    };

    /// <summary>A limit as <see cref="Format"/> wrote it.</summary>
    internal object? ParseLimit(string text) => Read(text);

    /// <summary>The value of an option as its record takes it.</summary>
    internal object? ForRecord(object value) => value is string text ? OptionText.Parse(text, Option!.Type) : value;

    // The record is the judge. Lists, enumerations and nothing stand as text.
    private object? ReadOption(OptionDescription option, string text)
    {
        try
        {
            // What is required may still be said by the recipe.
            if (text.Length == 0 && option.IsRequired)
            {
                return "";
            }

            var value = OptionsBinder.Convert(OptionsType!, option.Name, OptionText.Parse(text, option.Type), Name);
            return value is bool or int or long or double ? value : OptionText.Format(value);
        }
        catch (RewardLabException)
        {
            return null;
        }
    }

    private object? Read(string text) => Kind switch
    {
        RecipeParameterKind.Int => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        RecipeParameterKind.Long => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        RecipeParameterKind.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
        RecipeParameterKind.Bool => bool.TryParse(text, out var value) ? value : null,
        _ => text,
    };
}
