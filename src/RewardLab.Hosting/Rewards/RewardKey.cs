using System.Collections;
using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Rewards;

/// <summary>What a description of a reward says, as one text: two descriptions in the same words have the same key, whatever objects hold them.</summary>
/// <remarks>The order of options does not matter, nor whether 10 was written as a whole number or a real one, nor whether a component goes by a former name.
/// A default that is written out is another word than one that is left out.</remarks>
internal static class RewardKey
{
    /// <summary>The key of a tree.</summary>
    public static string Create(RewardNode node) => node switch
    {
        RewardModelNode leaf => $"reward {Create(leaf.Component)}",
        TextNormNode textNorm =>
            $"textNorm({Create(textNorm.Inner)}, {Create(textNorm.Generator)}, {Text(OptionsDescription.ValuesOf(textNorm.Options))})",
        EnsembleNode ensemble => $"ensemble {Create(ensemble.Ensemble)}({string.Join(", ", ensemble.Members.Select(Create))})",
        _ => throw new ArgumentException($"A {node.GetType().Name} is not a kind of reward.", nameof(node)),
    };

    /// <summary>The key of a component.</summary>
    public static string Create(ComponentReference reference) => $"{JsonSerializer.Serialize(FormerNames.Component(reference.Id))} {Text(reference.Options)}";

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => JsonSerializer.Serialize(text),
        Enum choice => JsonSerializer.Serialize(OptionText.Format(choice)),
        bool flag => flag ? "true" : "false",
        decimal number => Text((double)number),
        IFormattable number and (double or float) => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, object?> map => Map(map.Select(pair => (pair.Key, pair.Value))),
        IDictionary map => Map(map.Keys.Cast<object>().Select(key => (key.ToString() ?? "", map[key]))),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => JsonSerializer.Serialize(value, value.GetType()),
    };

    private static string Map(IEnumerable<(string Name, object? Value)> entries)
    {
        var ordered = entries.OrderBy(entry => entry.Name, StringComparer.Ordinal);
        return $"{{{string.Join(", ", ordered.Select(entry => $"{JsonSerializer.Serialize(entry.Name)}: {Text(entry.Value)}"))}}}";
    }
}
