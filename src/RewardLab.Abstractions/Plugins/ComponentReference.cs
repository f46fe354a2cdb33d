using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardLab.Abstractions;

/// <summary>A component by id, with the options that differ from its defaults.</summary>
/// <param name="Id">The component's id, such as "toybox-clip".</param>
/// <param name="Options">Option names (as in YAML: camelCase) to values; empty for the defaults.</param>
public sealed record ComponentReference(string Id, IReadOnlyDictionary<string, object?> Options)
{
    /// <summary>A component with its default options.</summary>
    public ComponentReference(string id)
        : this(id, new Dictionary<string, object?>(StringComparer.Ordinal))
    {
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The reference as one line of JSON, by which another process makes the same component.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new Written(Id, Options.OrderBy(option => option.Key, StringComparer.Ordinal)
            .ToDictionary(option => option.Key, option => JsonSerializer.SerializeToElement(option.Value, Json), StringComparer.Ordinal)),
        Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote; values are text, numbers, lists and maps, of which options are made again.</summary>
    /// <exception cref="RewardLabException">It is none.</exception>
    public static ComponentReference FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var written = JsonSerializer.Deserialize<Written>(json, Json) ?? throw new JsonException("It is null.");
            return new ComponentReference(
                written.Id, written.Options.ToDictionary(option => option.Key, option => Value(option.Value), StringComparer.Ordinal));
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"This is not a component's id with its options as JSON: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value), StringComparer.Ordinal),
        _ => null,
    };

    private sealed record Written(string Id, Dictionary<string, JsonElement> Options);
}
