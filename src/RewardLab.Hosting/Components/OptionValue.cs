using System.Collections;
using System.Globalization;
using System.Reflection;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components;

/// <summary>Converts one value to an option's type.</summary>
internal static class OptionValue
{
    private const int MaxShown = 60;

    public static object? Convert(object? value, PropertyInfo property, OptionPath path)
    {
        // A command line can say nothing only as an empty text.
        if (value is null
            || (value is string text && string.IsNullOrWhiteSpace(text) && property.PropertyType != typeof(string) && OptionProperties.AllowsNull(property)))
        {
            return OptionProperties.AllowsNull(property) ? null : throw path.Problem($"is empty; it must be {Expected(property)}.");
        }

        return Convert(value, property.PropertyType, path, () => Expected(property));
    }

    /// <summary>A value as messages show it.</summary>
    public static string Show(object? value) => value switch
    {
        null => "empty",
        bool flag => flag ? "true" : "false",
        string text => $"'{Shortened(text)}'",
        IDictionary or IReadOnlyDictionary<string, object?> => "a group",
        IEnumerable list => $"a list of {list.Cast<object?>().Count()}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Shortened(value.ToString() ?? ""),
    };

    private static object? Convert(object? value, Type type, OptionPath path, Func<string> expected)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsInstanceOfType(value) && !OptionTypes.IsGroup(type))
        {
            return value;
        }

        return (value switch
        {
            null => null,
            _ when type == typeof(bool) => value is string text && bool.TryParse(text.Trim(), out var flag) ? flag : null,
            _ when type == typeof(string) => value is IFormattable or bool ? Show(value) : null,
            _ when OptionTypes.IsNumber(type) => OptionNumber.Convert(value, type),
            _ when type.IsEnum => Choice(value, type),
            _ when OptionTypes.ElementType(type) is { } element => List(value, type, element, path),
            _ when OptionTypes.ValueType(type) is { } element => Map(value, element, path),
            _ when OptionTypes.IsGroup(type) => Group(value, type, path),
            _ => null,
        }) ?? throw path.Problem($"is {Show(value)}; it must be {expected()}.");
    }

    private static object? Choice(object value, Type type)
    {
        // Numbers would name values that nobody declared.
        var name = (value as string)?.Trim();
        var names = Enum.GetNames(type);
        var found = names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
            ?? names.FirstOrDefault(known => OptionProperties.WasNamed(type.GetField(known)!, name));
        return found is null ? null : Enum.Parse(type, found);
    }

    private static object? List(object value, Type type, Type element, OptionPath path)
    {
        var entries = value switch
        {
            string text when OptionTypes.IsGroup(element) => [.. OptionText.Groups(text)],
            string text => text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries),
            IReadOnlyDictionary<string, object?> when OptionTypes.IsGroup(element) => [value],
            IDictionary => OptionTypes.IsGroup(element) ? [value] : null,
            IEnumerable list => list.Cast<object?>().ToArray(),
            _ => null,
        };
        if (entries is null)
        {
            return null;
        }

        var array = Array.CreateInstance(element, entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            array.SetValue(Convert(entries[i], element, path.Entry(i), () => OptionTypes.Words(element)), i);
        }

        return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(type, array);
    }

    private static IDictionary? Map(object value, Type element, OptionPath path)
    {
        if (Entries(value, path) is not { } entries)
        {
            return null;
        }

        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach (var (key, entry) in entries)
        {
            map[key] = Convert(entry, element, path.Entry(key), () => OptionTypes.Words(element));
        }

        return map;
    }

    private static object? Group(object value, Type type, OptionPath path) =>
        value is string text
            ? OptionTypes.TextOf(type) is { } property ? OptionsBinder.Bind(type, [KeyValuePair.Create(property.Name, (object?)text)], path) : null
        : type.IsInstanceOfType(value) ? OptionsBinder.Bind(type, OptionProperties.Find(type).Select(p => KeyValuePair.Create(p.Name, p.GetValue(value))), path)
        : Entries(value, path) is { } entries ? OptionsBinder.Bind(type, entries, path)
        : null;

    private static IEnumerable<KeyValuePair<string, object?>>? Entries(object value, OptionPath path) => value switch
    {
        IEnumerable<KeyValuePair<string, object?>> entries => entries,
        IDictionary map => map.Keys.Cast<object>().Select(key => KeyValuePair.Create(
            key as string ?? throw path.Problem($"has the key {Show(key)}, but keys must be text."), map[key])),
        _ => null,
    };

    private static string Expected(PropertyInfo property)
    {
        var range = OptionRange.Words(property);
        var words = OptionTypes.Words(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        return range.Length == 0 ? words : $"{words}, {range}";
    }

    private static string Shortened(string text) => OneLine.Format(text) is { Length: > MaxShown } line ? line[..MaxShown] + "…" : OneLine.Format(text);
}
