using System.Text.Json;

namespace RewardLab.Runs.Checkpoints;

/// <summary>Compares settings of work that resumes with those that it began with.</summary>
internal static class SettingsCheck
{
    private const int MaxShownLength = 80;

    /// <summary>What differs, a phrase each, such as "clipRange is 0.1, was 0.0001".</summary>
    /// <param name="before">An object; names may differ in case from those wanted. Settings that nobody asks for any more do not count.</param>
    /// <param name="wanted">An object.</param>
    /// <param name="formerNames">Names that settings had in earlier versions, by their present names.</param>
    public static IReadOnlyList<string> Differences(
        JsonElement before, JsonElement wanted, IReadOnlyDictionary<string, IReadOnlyList<string>> formerNames)
    {
        if (before.ValueKind != JsonValueKind.Object)
        {
            return ["the settings are not a JSON object"];
        }

        var known = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in before.EnumerateObject())
        {
            known[setting.Name] = setting.Value;
        }

        return
        [
            .. wanted.EnumerateObject().Select(setting => (setting.Name, setting.Value, Before: Find(setting.Name)))
                .Where(setting => setting.Before is { } value ? !JsonElement.DeepEquals(value, setting.Value) : !IsEmpty(setting.Value))
                .Select(setting => $"{setting.Name} is {Shown(setting.Value)}, was {(setting.Before is { } value ? Shown(value) : "not there")}"),
        ];

        JsonElement? Find(string name)
        {
            foreach (var one in formerNames.TryGetValue(name, out var former) ? former.Prepend(name) : [name])
            {
                if (known.TryGetValue(one, out var value))
                {
                    return value;
                }
            }

            return null;
        }
    }

    // What an earlier version did not know, it did not have.
    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Number => value.GetDouble() == 0,
        _ => false,
    };

    private static string Shown(JsonElement value) =>
        value.GetRawText() is { Length: > MaxShownLength } text ? text[..(MaxShownLength - 3)] + "..." : value.GetRawText();
}
