using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;

namespace RewardLab.TestSupport;

/// <summary>An event as values by name: "name", the axis, "message", the metrics and the payload.</summary>
internal static class EventValues
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static IReadOnlyDictionary<string, object?> From(EventRecord record)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (record.Series.Length > 0)
        {
            data["name"] = record.Series;
        }

        if (record.Position is { } position)
        {
            data[position.Axis] = position.Value == Math.Truncate(position.Value) && Math.Abs(position.Value) < long.MaxValue
                ? (long)position.Value
                : position.Value;
        }

        if (record.Message is not null)
        {
            data["message"] = record.Message;
        }

        foreach (var metric in record.Metrics)
        {
            data[metric.Role == MetricRole.HeldOut ? $"heldOut/{metric.Name}" : metric.Name] = metric.Value;
        }

        foreach (var (name, value) in PayloadValues(record.Payload))
        {
            data[name] = value;
        }

        return data;
    }

    private static IEnumerable<KeyValuePair<string, object?>> PayloadValues(object? payload) => payload switch
    {
        null => [],
        IReadOnlyDictionary<string, object?> values => values,
        _ => JsonSerializer.SerializeToElement(payload, Json).EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Plain(member.Value))),
    };

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value), StringComparer.Ordinal),
        _ => value.GetString(),
    };
}
