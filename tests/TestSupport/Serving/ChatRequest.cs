using System.Text.Json;

namespace RewardLab.TestSupport;

/// <summary>A request to a chat service.</summary>
internal sealed record ChatRequest(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    private readonly Lazy<JsonElement> _json = new(() => JsonDocument.Parse(Body).RootElement);

    public JsonElement Json => _json.Value;

    public IReadOnlyList<string> Roles => [.. Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()!)];

    /// <summary>The names in the request.</summary>
    public IReadOnlyList<string> Names => [.. Json.EnumerateObject().Select(property => property.Name)];

    public string System => Message(0);

    public string User => Message(1);

    /// <summary>Whether the prompt's categories are asked for.</summary>
    public bool IsClassification => User.StartsWith("Categories:", StringComparison.Ordinal);

    /// <summary>The last line of the user's message: the prompt's data.</summary>
    public JsonElement Data => JsonDocument.Parse(User[(User.LastIndexOf('\n') + 1)..]).RootElement;

    public string Prompt => Data.GetProperty("prompt").GetString()!;

    // Content is a text, or a list of one text part.
    private string Message(int index)
    {
        var content = Json.GetProperty("messages")[index].GetProperty("content");
        return content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));
    }
}
