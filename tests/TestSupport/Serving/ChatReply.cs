using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RewardLab.TestSupport;

/// <summary>What chat services answer.</summary>
internal static class ChatReply
{
    /// <summary>An answer of a model, streamed.</summary>
    public static LoopbackReply Text(string text, string finish = "stop", bool hasUsage = true, int pieces = 3)
    {
        var body = new StringBuilder();
        var size = Math.Max(1, (text.Length + pieces - 1) / pieces);
        Append(body, new { role = "assistant", content = "" }, null);
        for (var start = 0; start < text.Length; start += size)
        {
            Append(body, new { content = text.Substring(start, Math.Min(size, text.Length - start)) }, null);
        }

        if (finish.Length > 0)
        {
            Append(body, new { }, finish);
        }

        if (hasUsage)
        {
            body.Append(
                """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"served-model","choices":[],"usage":{"prompt_tokens":100,"completion_"""
                + """tokens":20,"total_tokens":120}}""")
                .Append("\n\n");
        }

        body.Append("data: [DONE]\n\n");
        return Raw(body.ToString());
    }

    /// <summary>An answer in one piece, as from a service that does not stream.</summary>
    public static LoopbackReply Whole(object message, string? finish = "stop") =>
        new(200, new() { ["Content-Type"] = "application/json" }, JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "c",
            @object = "chat.completion",
            created = 1,
            model = "served-model",
            choices = new[] { new { index = 0, message, finish_reason = finish } },
            usage = new { prompt_tokens = 100, completion_tokens = 20, total_tokens = 120 },
        }));

    /// <summary>Anything at all, as if it were a stream.</summary>
    public static LoopbackReply Raw(string body) => new(200, new() { ["Content-Type"] = "text/event-stream" }, Encoding.UTF8.GetBytes(body));

    /// <summary>A list of a number of texts that no prompt of the tests has.</summary>
    public static LoopbackReply List(int count, string word = "lamp") =>
        Text(JsonSerializer.Serialize(Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{word} number {i}"))));

    /// <summary>A reply with an HTTP status and the service's error object.</summary>
    public static LoopbackReply Error(int status, string message = "no", params (string Name, string Value)[] headers) =>
        new(
            status,
            headers.Append(("Content-Type", "application/json")).ToDictionary(header => header.Item1, header => header.Item2, StringComparer.Ordinal),
            JsonSerializer.SerializeToUtf8Bytes(new { error = new { message } }));

    private static void Append(StringBuilder body, object delta, string? finish) => body.Append("data: ")
        .Append(JsonSerializer.Serialize(new
        {
            id = "c",
            @object = "chat.completion.chunk",
            created = 1,
            model = "served-model",
            choices = new[] { new { index = 0, delta, finish_reason = finish } },
        }))
        .Append("\n\n");
}
