using System.Collections;
using System.Globalization;
using RewardLab.Abstractions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Components;

/// <summary>Option values between YAML and .NET: null, bool, long, double, string, lists and maps (YAML 1.2's core schema).</summary>
internal static class YamlValue
{
    private const int DeepestNesting = 16;
    private const int MaxPlainLength = 60;

    /// <summary>The value of a node; null where it is nested too deeply or has a key that is not plain text.</summary>
    public static bool TryRead(YamlNode node, out object? value, int depth = 0)
    {
        value = null;
        switch (node)
        {
            case YamlScalarNode scalar:
                value = Read(scalar);
                return true;
            case YamlSequenceNode sequence when depth < DeepestNesting:
                var list = new List<object?>();
                value = list;
                return sequence.Children.All(child => Append(list, child, depth));
            case YamlMappingNode mapping when depth < DeepestNesting:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                value = map;
                return mapping.Children.All(pair => pair.Key is YamlScalarNode { Value: { } key } && Set(map, key, pair.Value, depth));
            default:
                return false;
        }
    }

    /// <summary>The node of a value.</summary>
    /// <exception cref="RewardLabException">The value is of a type that YAML has no form for.</exception>
    public static YamlNode ToYaml(string name, object? value) => value switch
    {
        null => new YamlScalarNode("null"),
        bool flag => new YamlScalarNode(flag ? "true" : "false"),
        string text => new YamlScalarNode(text) { Style = NeedsQuotes(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any },
        Enum member => new YamlScalarNode(member.ToString()),
        float or double or decimal => new YamlScalarNode(WithPoint(Convert.ToDouble(value, CultureInfo.InvariantCulture))),
        sbyte or byte or short or ushort or int or uint or long or ulong =>
            new YamlScalarNode(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)),
        IDictionary map => new YamlMappingNode(map.Keys.Cast<object>().Select(key =>
            KeyValuePair.Create<YamlNode, YamlNode>(Key(key.ToString() ?? ""), ToYaml(name, map[key])))),
        IEnumerable list => new YamlSequenceNode(list.Cast<object?>().Select(item => ToYaml(name, item))),
        _ => throw new RewardLabException($"Option '{name}' is a {value.GetType().Name}, which cannot be written as YAML. Use numbers, texts, lists and maps."),
    };

    /// <summary>The node of a key.</summary>
    public static YamlScalarNode Key(string key) => (YamlScalarNode)ToYaml(key, key);

    private static bool Append(List<object?> list, YamlNode node, int depth)
    {
        var isPlain = TryRead(node, out var value, depth + 1);
        list.Add(value);
        return isPlain;
    }

    private static bool Set(Dictionary<string, object?> map, string key, YamlNode node, int depth)
    {
        var isPlain = TryRead(node, out var value, depth + 1);
        map[key] = value;
        return isPlain;
    }

    private static object? Read(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        return scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any) ? text : text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            ".inf" or "+.inf" => double.PositiveInfinity,
            "-.inf" => double.NegativeInfinity,
            ".nan" => double.NaN,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ when char.IsAsciiDigit(text.TrimStart('+', '-', '.').FirstOrDefault())
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }

    // YAML's plain scalars have many exceptions: only what can be none of them goes without quotes.
    private static bool NeedsQuotes(string text) =>
        text.Length is 0 or > MaxPlainLength
        || Read(new YamlScalarNode(text)) is not string
        || !char.IsAsciiLetterOrDigit(text[0])
        || !char.IsAsciiLetterOrDigit(text[^1])
        || text.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not (' ' or '_' or '-' or '.' or '/'));

    // A double stays one when it is read again.
    private static string WithPoint(double number)
    {
        var text = double.IsPositiveInfinity(number) ? ".inf"
            : double.IsNegativeInfinity(number) ? "-.inf"
            : double.IsNaN(number) ? ".nan"
            : number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text;
    }
}
