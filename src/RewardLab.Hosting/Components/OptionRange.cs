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

    private static string Words(RangeAttribute range)
    {
        var from = range.MinimumIsExclusive ? "more than " : "";
        var below = range.MaximumIsExclusive ? "less than " : "";
        var isOpen = range.Maximum is double.MaxValue or double.PositiveInfinity or int.MaxValue;
        return isOpen
            ? $"{(from.Length > 0 ? from : "at least ")}{Text(range.Minimum)}"
            : $"{from}{Text(range.Minimum)} to {below}{Text(range.Maximum)}";
    }

    private static string? Length(PropertyInfo property)
    {
        var exact = property.GetCustomAttribute<LengthAttribute>();
        var text = property.GetCustomAttribute<StringLengthAttribute>();
        var least = exact?.MinimumLength ?? text?.MinimumLength ?? property.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0;
        var most = exact?.MaximumLength ?? text?.MaximumLength ?? property.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? -1;
        var unit = property.PropertyType == typeof(string) ? "letters" : "entries";
        return (least, most) switch
        {
            (0, < 0) => null,
            (_, < 0) => $"at least {least} {unit}",
            (0, _) => $"at most {most} {unit}",
            _ => $"{least} to {most} {unit}",
        };
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
