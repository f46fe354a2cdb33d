using System.Collections;
using System.Globalization;
using System.Text.Json;
using RewardLab.Hosting.Rewards;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Components;

/// <summary>Values of options as YAML and --set write them.</summary>
public static class OptionText
{
    /// <summary>A value as text: camelCase for an enumeration's, lists in brackets, empty for null.</summary>
    public static string Of(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum choice => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()),
        string text => text,
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>The value that a text stands for, as a file would hold it: a number, a yes or no, a list or a text. What is no value of the option's type stays text.</summary>
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
        if (OptionTypes.ElementType(type) is { } element)
        {
            var inner = trimmed is ['[', .. var middle, ']'] ? middle : trimmed;
            return inner.Trim().Length == 0 ? new List<object?>() : inner.Split(',').Select(entry => Parse(entry.Trim(), element)).ToList();
        }

        return YamlValue.TryRead(new YamlScalarNode(trimmed), out var value) ? value : text;
    }
}
