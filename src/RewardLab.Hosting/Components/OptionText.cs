using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Components;

/// <summary>Values of options as YAML and --set write them.</summary>
public static class OptionText
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value as text: camelCase for an enumeration's, lists in brackets, empty for null.</summary>
    public static string Format(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum choice => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()),
        string text => text,
        IReadOnlyDictionary<string, object?> or IDictionary => Inside(value),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(entry => IsGroup(entry) ? Inside(entry) : Format(entry)))}]",
        _ when IsGroup(value) => Inside(value),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>The value that a text stands for, as a file would hold it: a number, a yes or no, a list or a text.
    /// What is not a value of the option's type stays text.</summary>
    /// <param name="text">Such as "0.3", "true" or "[1, 4, 16]"; brackets may be left out. Empty stands for null, but for an option that is a text.</param>
    /// <param name="type">The option's type.</param>
    public static object? Parse(string text, Type type)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(type);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type.IsEnum)
        {
            return text;
        }

        var trimmed = text.Trim();
        if (OptionTypes.ElementType(type) is { } group && OptionTypes.IsGroup(group))
        {
            return Groups(text);
        }

        if (OptionTypes.ElementType(type) is { } element)
        {
            var inner = trimmed is ['[', .. var middle, ']'] ? middle : trimmed;
            return inner.Trim().Length == 0 ? new List<object?>() : inner.Split(',').Select(entry => Parse(entry.Trim(), element)).ToList();
        }

        return YamlValue.TryRead(new YamlScalarNode(trimmed), out var value) ? value : text;
    }

    /// <summary>The entries that a text says of a list of groups: those of YAML's "[{path: a, weight: 0.5}, b]", of one "{...}", or, of any other text, the
    /// text itself.</summary>
    /// <param name="text">Empty for no entries.</param>
    internal static List<object?> Groups(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return [];
        }

        if (trimmed[0] is '[' or '{' && Flow(trimmed) is { } value)
        {
            return value as List<object?> ?? [value];
        }

        return [text];
    }

    // Null where it is not YAML: names of files may begin with a bracket.
    private static object? Flow(string text)
    {
        try
        {
            return YamlText.Load(new StringReader(text), "") is [var only] && YamlValue.TryRead(only.RootNode, out var value) ? value : null;
        }
        catch (RewardLabException)
        {
            return null;
        }
    }

    private static bool IsGroup([NotNullWhen(true)] object? value) =>
        value is IReadOnlyDictionary<string, object?> or IDictionary || (value is not (null or string or IEnumerable) && OptionTypes.IsGroup(value.GetType()));

    // In YAML's flow style, in which a comma or a bracket inside a text would end it.
    private static string Inside(object value)
    {
        IEnumerable<(string Name, object? Value)> entries = value switch
        {
            IReadOnlyDictionary<string, object?> map => map.Select(static entry => (entry.Key, entry.Value)),
            IDictionary map => map.Keys.Cast<object>().Select(key => (Format(key), map[key])),
            _ => OptionProperties.Find(value.GetType()).Select(property => (OptionProperties.Name(property), property.GetValue(value))),
        };
        return $"{{{string.Join(", ", entries.Select(static entry => $"{entry.Name}: {(entry.Value is string text ? Quoted(text) : Format(entry.Value))}"))}}}";
    }

    private static string Quoted(string text) =>
        YamlValue.ToYaml("", text) is YamlScalarNode { Style: ScalarStyle.DoubleQuoted } ? JsonSerializer.Serialize(text, Relaxed) : text;
}
