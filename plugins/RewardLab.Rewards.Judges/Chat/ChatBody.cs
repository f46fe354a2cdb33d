using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RewardLab.Rewards.Judges.Chat;

/// <summary>What is sent to a service: messages with texts and images, and of the parameters only those that are given.</summary>
internal static class ChatBody
{
    /// <summary>OpenAI's parameter for the most tokens of an answer.</summary>
    public const string MaxCompletionTokens = "max_completion_tokens";

    /// <summary>The same parameter, as most other services know it.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>A request in JSON.</summary>
    /// <param name="messages">Texts, and images as data.</param>
    /// <param name="options">The model and the parameters.</param>
    /// <param name="limit">The name that the most tokens go by.</param>
    /// <param name="sent">Gets the names of parameters that a service could refuse.</param>
    public static byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions options, string limit, ICollection<string> sent)
    {
        var detail = options.AdditionalProperties?.GetValueOrDefault(ChatProperties.Detail) as string;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", options.ModelId);
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role.Value);
                WriteContent(json, message, detail);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (options.Temperature is { } temperature)
            {
                json.WriteNumber(Sent("temperature"), temperature);
            }

            if (options.Seed is { } seed)
            {
                json.WriteNumber(Sent("seed"), seed);
            }

            if (options.MaxOutputTokens is { } tokens)
            {
                json.WriteNumber(Sent(limit), tokens);
            }

            if (options.AdditionalProperties?.GetValueOrDefault(ChatProperties.TopLogprobs) is int count)
            {
                json.WriteBoolean(Sent("logprobs"), true);
                json.WriteNumber(Sent("top_logprobs"), count);
            }

            json.WriteEndObject();
        }

        if (!string.IsNullOrEmpty(detail))
        {
            sent.Add("detail");
        }

        return stream.ToArray();

        string Sent(string name)
        {
            sent.Add(name);
            return name;
        }
    }

    private static void WriteContent(Utf8JsonWriter json, ChatMessage message, string? detail)
    {
        if (message.Contents is [TextContent only])
        {
            json.WriteString("content", only.Text);
            return;
        }

        json.WriteStartArray("content");
        foreach (var content in message.Contents)
        {
            json.WriteStartObject();
            if (content is DataContent image)
            {
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", image.Uri);
                if (!string.IsNullOrEmpty(detail))
                {
                    json.WriteString("detail", detail);
                }

                json.WriteEndObject();
            }
            else
            {
                json.WriteString("type", "text");
                json.WriteString("text", ((TextContent)content).Text);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
