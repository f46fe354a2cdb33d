using System.Text.Json;
using RewardLab.Prompts.LanguageModels.Messages;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>What is sent to a service: the question, and of the parameters only those that say something else than the service's default, since many services
/// refuse others.</summary>
internal static class ChatRequestBody
{
    /// <summary>OpenAI's parameter for the most tokens of an answer.</summary>
    public const string MaxCompletionTokens = "max_completion_tokens";

    /// <summary>The same parameter, as most other services know it.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>A request in JSON.</summary>
    /// <param name="question">The two messages.</param>
    /// <param name="options">The parameters.</param>
    /// <param name="isOpenAi">Whether the service is OpenAI's own, whose defaults are known.</param>
    /// <param name="limit">The name that the most tokens go by; null to send none.</param>
    /// <param name="sent">Gets the names of parameters that a service could refuse, as they stand in the request.</param>
    public static byte[] Write(Question question, LanguageModelOptions options, bool isOpenAi, string? limit, ICollection<string> sent)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", options.Model);
            json.WriteStartArray("messages");
            WriteMessage(json, "system", question.Instruction);
            WriteMessage(json, "user", question.Data);
            json.WriteEndArray();

            // A temperature of 1 is OpenAI's default, and no other service's for sure.
            Number("temperature", options.Temperature is 1 && isOpenAi ? null : options.Temperature);
            Number("top_p", options.TopP is 1 && isOpenAi ? null : options.TopP);
            Number("frequency_penalty", options.FrequencyPenalty is 0 ? null : options.FrequencyPenalty);
            if (options.Seed is { } seed)
            {
                json.WriteNumber(Sent("seed"), seed);
            }

            if (options.ReasoningEffort.Length > 0)
            {
                json.WriteString(Sent("reasoning_effort"), options.ReasoningEffort);
            }

            if (limit is not null)
            {
                json.WriteNumber(Sent(limit), options.MaxAnswerTokens);
            }

            if (options.Stream)
            {
                json.WriteBoolean(Sent("stream"), true);
                json.WriteStartObject(Sent("stream_options"));
                json.WriteBoolean("include_usage", true);
                json.WriteEndObject();
            }

            json.WriteEndObject();

            void Number(string name, double? value)
            {
                if (value is { } number)
                {
                    json.WriteNumber(Sent(name), number);
                }
            }
        }

        return stream.ToArray();

        string Sent(string name)
        {
            sent.Add(name);
            return name;
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }
}
