using System.Globalization;
using System.Text.Json;

namespace RewardLab.Evaluation.Tables;

/// <summary>Numbers in JSON, which some programs write as texts.</summary>
internal static class JsonNumber
{
    /// <summary>A whole number, such as 1 or "1".</summary>
    public static bool TryInteger(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out number)
            : value.ValueKind == JsonValueKind.String
                && int.TryParse(
                    value.GetString(),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out number);
    }
}
