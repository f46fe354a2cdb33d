using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace RewardLab.Hosting.Components;

/// <summary>What a property's annotations allow, in words.</summary>
internal static class OptionRange
{
    public static string Words(PropertyInfo property)
    {
        string?[] parts =
        [
            property.GetCustomAttribute<RangeAttribute>() is { } range ? Words(range) : null,
            property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed ? $"one of {string.Join(", ", allowed.Values.Select(Text))}" : null,
            Length(property),
            property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern ? $"matching {pattern.Pattern}" : null,
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    /// <summary>The least and the greatest number that a range allows; null where there is no limit.</summary>
    public static (double? Minimum, double? Maximum) Limits(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range
        && OptionTypes.IsNumber(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            ? (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture),
                IsOpen(range) ? null : Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture))
            : (null, null);

    /// <summary>The only texts that a property may hold; none where it may hold others.</summary>
    public static IReadOnlyList<string> Texts(PropertyInfo property) =>
        property.PropertyType == typeof(string) && property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? [.. allowed.Values.OfType<string>()]
            : [];

    private static bool IsOpen(RangeAttribute range) => range.Maximum is double.MaxValue or double.PositiveInfinity or int.MaxValue;

    private static string Words(RangeAttribute range)
    {
        var from = range.MinimumIsExclusive ? "more than " : "";
        var below = range.MaximumIsExclusive ? "less than " : "";
        return IsOpen(range)
            ? $"{(from.Length > 0 ? from : "at least ")}{Text(range.Minimum)}"
            : $"{from}{Text(range.Minimum)} to {below}{Text(range.Maximum)}";
    }

    private static string? Length(PropertyInfo property)
    {
        var exact = property.GetCustomAttribute<LengthAttribute>();
        var text = property.GetCustomAttribute<StringLengthAttribute>();
        var min = exact?.MinimumLength ?? text?.MinimumLength ?? property.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0;
        var max = exact?.MaximumLength ?? text?.MaximumLength ?? property.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? -1;
        var unit = property.PropertyType == typeof(string) ? "letters" : "entries";
        return (min, max) switch
        {
            (0, < 0) => null,
            (_, < 0) => $"at least {min} {unit}",
            (0, _) => $"at most {max} {unit}",
            _ => $"{min} to {max} {unit}",
        };
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
