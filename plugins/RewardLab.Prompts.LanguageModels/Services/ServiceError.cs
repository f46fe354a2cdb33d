using System.Text.Json;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Reads errors as services write them: {"error": {"message", "code", "param"}} as OpenAI does, {"error": "..."}, {"message": "..."} or {"detail":
/// ...} as others do.</summary>
internal static class ServiceError
{
    private const int RequestTimeout = 408;
    private const int TooManyRequests = 429;
    private const int FirstOfServer = 500;

    /// <summary>What an error's body says; empty where it says nothing that is known.</summary>
    public static string Words(string body) => Read(body, Words) ?? "";

    /// <summary>The parameter that an error names; null where it names none.</summary>
    public static string? Parameter(string body) =>
        Read(body, static root => Error(root) is { ValueKind: JsonValueKind.Object } error ? Text(error, "param") : null);

    /// <summary>What the error says that an answer holds in place of a completion; null where it holds none.</summary>
    /// <param name="root">A completion, or a piece of one.</param>
    /// <param name="mayPass">Whether another attempt may do better.</param>
    public static string? Inside(JsonElement root, out bool mayPass)
    {
        mayPass = true;
        if (Error(root) is not { } error || error.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        // Once an answer has begun the question was accepted: most of what goes wrong then is the service's.
        mayPass = error.ValueKind != JsonValueKind.Object || !error.TryGetProperty("code", out var code) || code.ValueKind switch
        {
            JsonValueKind.Number => code.TryGetInt32(out var status) && status is RequestTimeout or TooManyRequests or >= FirstOfServer,
            JsonValueKind.String => !code.ValueEquals("insufficient_quota") && !code.ValueEquals("context_length_exceeded"),
            _ => true,
        };
        return Words(root) is { Length: > 0 } words ? words : error.GetRawText();
    }

    private static string Words(JsonElement root) => Error(root) switch
    {
        { ValueKind: JsonValueKind.String } error => error.GetString()!,
        { ValueKind: JsonValueKind.Object } error => Text(error, "message") ?? "",
        _ => root.ValueKind != JsonValueKind.Object ? "" : Text(root, "message") ?? Detail(root),
    };

    private static string Detail(JsonElement root) =>
        root.TryGetProperty("detail", out var detail) || root.TryGetProperty("message", out detail)
            ? detail.ValueKind == JsonValueKind.String ? detail.GetString()! : detail.GetRawText()
            : "";

    private static JsonElement? Error(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) ? error : null;

    private static string? Text(JsonElement map, string name) =>
        map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Read(string body, Func<JsonElement, string?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return read(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
