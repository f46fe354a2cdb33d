using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace RewardLab.Hosting.Components;

/// <summary>Values of options as YAML and --set write them.</summary>
internal static class OptionText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum choice => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()),
        string text => text,
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
