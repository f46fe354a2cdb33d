using System.Collections;
using System.Reflection;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Options as recipes write them: anonymous objects, dictionaries or nothing.</summary>
internal static class OptionDictionary
{
    private const int DeepestNesting = 16;

    /// <summary>Names in camelCase to plain values, lists and dictionaries, free of the recipe's own types, which must not outlive it.</summary>
    /// <exception cref="RewardLabException">The options are a plain value, a list or nested too deeply.</exception>
    public static IReadOnlyDictionary<string, object?> From(object? options) =>
        Plain(options ?? new Dictionary<string, object?>(StringComparer.Ordinal), depth: 0) as IReadOnlyDictionary<string, object?>
        ?? throw new RewardLabException($"Options are a {options!.GetType().Name}. Write them as new {{ name = value }} or as a dictionary.");

    private static object? Plain(object? value, int depth) => value switch
    {
        _ when depth > DeepestNesting => throw new RewardLabException(
            "Options are nested more than 16 levels deep. Check that they do not contain themselves."),
        null or string or IConvertible => value,
        IDictionary map => Map(map.Keys.Cast<object>().Select(key => (key.ToString() ?? "", map[key])), depth),
        IReadOnlyDictionary<string, object?> map => Map(map.Select(pair => (pair.Key, pair.Value)), depth),
        IEnumerable list => list.Cast<object?>().Select(item => Plain(item, depth + 1)).ToList(),
        _ => Map(value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => (CamelCase(p.Name), p.GetValue(value))), depth),
    };

    private static Dictionary<string, object?> Map(IEnumerable<(string Name, object? Value)> pairs, int depth) =>
        pairs.ToDictionary(pair => pair.Name, pair => Plain(pair.Value, depth + 1), StringComparer.Ordinal);

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
