using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>An answer as it comes together from its pieces, or from one.</summary>
/// <param name="received">Gets the answer's text.</param>
internal sealed class AnswerParts(StringBuilder received)
{
    private readonly StringBuilder _refusal = new();

    /// <summary>Characters so far, whatever they are.</summary>
    public int Length => received.Length + _refusal.Length;

    /// <summary>What the model wrote.</summary>
    public string Text => received.ToString();

    /// <summary>The words in which the model refuses; empty where it does not.</summary>
    public string Refusal => _refusal.ToString();

    /// <summary>The model by its own account; empty where it does not say.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Why the answer ended; null where it has not.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Tokens of the question, where the service counts them.</summary>
    public long? InputTokens { get; private set; }

    /// <summary>Tokens of the answer, where the service counts them.</summary>
    public long? OutputTokens { get; private set; }

    /// <summary>Adds a completion, or a piece of one.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public void Add(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || (!root.TryGetProperty("choices", out var choices) && !root.TryGetProperty("usage", out choices)))
        {
            throw new JsonException($"neither choices nor usage in {OneLine.Short(root.GetRawText())}");
        }

        if (root.TryGetProperty("choices", out choices) && choices.ValueKind != JsonValueKind.Null)
        {
            foreach (var choice in choices.ValueKind == JsonValueKind.Array ? choices.EnumerateArray() : throw new JsonException("choices are not a list"))
            {
                AddChoice(choice);
            }
        }

        Model = Named(root, "model") is { Length: > 0 } model ? OneLine.Short(model) : Model;
        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            InputTokens = Count(usage, "prompt_tokens") ?? InputTokens;
            OutputTokens = Count(usage, "completion_tokens") ?? OutputTokens;
        }
    }

    private void AddChoice(JsonElement choice)
    {
        FinishReason = Named(choice, "finish_reason") ?? FinishReason;
        if (choice.TryGetProperty("delta", out var message) || choice.TryGetProperty("message", out message))
        {
            received.Append(Content(message));
            _refusal.Append(Named(message, "refusal"));
        }
    }

    // A text, nothing, or a list of parts.
    private static string Content(JsonElement message) =>
        message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content) ? ""
        : content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object ? Named(part, "text") : null)),
            _ => "",
        };

    private static string? Named(JsonElement map, string name) =>
        map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : null;
}
