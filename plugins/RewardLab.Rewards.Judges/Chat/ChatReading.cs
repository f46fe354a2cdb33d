using System.Text.Json;
using Microsoft.Extensions.AI;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Rewards.Judges.Chat;

/// <summary>Reads a chat completion.</summary>
internal static class ChatReading
{
    /// <summary>The answer with its end, its cost, and the candidates of each token where the service gives them.</summary>
    /// <param name="root">A completion.</param>
    /// <param name="party">Who answered.</param>
    /// <exception cref="JsonException">It is no completion.</exception>
    public static ChatResponse Read(JsonElement root, ServiceParty party)
    {
        if (Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
        {
            throw new JsonException($"no choices in {OneLine.Short(root.GetRawText())}");
        }

        var choice = choices[0];
        var message = Member(choice, "message") ?? throw new JsonException($"no message in {OneLine.Short(root.GetRawText())}");
        var answer = new ChatMessage(ChatRole.Assistant, party.Key.Cleaned(Content(message)));
        if (Text(message, "refusal") is { Length: > 0 } refusal)
        {
            answer.Contents.Add(new ErrorContent(party.Key.Cleaned(refusal)) { ErrorCode = ChatProperties.Refusal });
        }

        var response = new ChatResponse(answer)
        {
            ModelId = Text(root, "model") is { Length: > 0 } model ? OneLine.Short(party.Key.Cleaned(model)) : null,
            FinishReason = Text(choice, "finish_reason") is { Length: > 0 } reason ? new ChatFinishReason(reason) : null,
            Usage = Member(root, "usage") is { ValueKind: JsonValueKind.Object } usage
                ? new UsageDetails { InputTokenCount = Count(usage, "prompt_tokens"), OutputTokenCount = Count(usage, "completion_tokens") }
                : null,
        };
        if (Member(choice, "logprobs") is { } logprobs
            && Member(logprobs, "content") is { ValueKind: JsonValueKind.Array } tokens
            && tokens.GetArrayLength() > 0)
        {
            IReadOnlyList<IReadOnlyList<TokenProbability>> candidates = [.. tokens.EnumerateArray().Select(position => Candidates(position, party.Key))];
            response.AdditionalProperties = new AdditionalPropertiesDictionary { [ChatProperties.Logprobs] = candidates };
        }

        return response;
    }

    // The token that was taken comes with the most probable ones, or beside them where it is none of those.
    private static List<TokenProbability> Candidates(JsonElement position, ServiceKey key)
    {
        var found = new List<TokenProbability>();
        if (Member(position, "top_logprobs") is { ValueKind: JsonValueKind.Array } top)
        {
            found.AddRange(top.EnumerateArray().Select(entry => Candidate(entry, key)).OfType<TokenProbability>());
        }

        if (Candidate(position, key) is { } own && !found.Exists(candidate => candidate.Token == own.Token))
        {
            found.Add(own);
        }

        return found;
    }

    private static TokenProbability? Candidate(JsonElement entry, ServiceKey key) =>
        Text(entry, "token") is { } token && Member(entry, "logprob") is { ValueKind: JsonValueKind.Number } number
            ? new TokenProbability(key.Cleaned(token), Math.Clamp(number.GetDouble(), double.MinValue, 0)) // finite, so that it can be cached
            : null;

    // A text, nothing, or a list of parts.
    private static string Content(JsonElement message) => Member(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => Text(part, "text"))),
        _ => "",
    };

    private static JsonElement? Member(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement map, string name) => Member(map, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Count(JsonElement usage, string name) =>
        Member(usage, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count >= 0 ? count : null;
}
