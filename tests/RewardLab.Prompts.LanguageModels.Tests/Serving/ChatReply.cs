using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RewardLab.Prompts.LanguageModels.Tests.Serving;

/// <summary>What a server answers, true or not.</summary>
internal sealed record ChatReply(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Bytes sent at a time; 0 for all at once.</summary>
    public int ChunkBytes { get; init; }

    /// <summary>After so many bytes the connection is torn down.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After so many bytes nothing more comes until the client goes away.</summary>
    public int? SilentAfter { get; init; }

    /// <summary>Milliseconds before the answer begins.</summary>
    public int Delay { get; init; }

    /// <summary>An answer of a model, streamed.</summary>
    public static ChatReply Text(string text, string finish = "stop", bool hasUsage = true, int pieces = 3)
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
            body.Append("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"served-model\",\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120}}\n\n");
        }

        body.Append("data: [DONE]\n\n");
        return Raw(body.ToString());
    }

    /// <summary>An answer in one piece, as from a service that does not stream.</summary>
    public static ChatReply Whole(object message, string? finish = "stop") =>
        new(200, JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "c",
            @object = "chat.completion",
            created = 1,
            model = "served-model",
            choices = new[] { new { index = 0, message, finish_reason = finish } },
            usage = new { prompt_tokens = 100, completion_tokens = 20, total_tokens = 120 },
        }))
        {
            Headers = { ["Content-Type"] = "application/json" },
        };

    /// <summary>Anything at all, as if it were a stream.</summary>
    public static ChatReply Raw(string body) => new(200, Encoding.UTF8.GetBytes(body)) { Headers = { ["Content-Type"] = "text/event-stream" } };

    /// <summary>A list of a number of texts that no prompt of the tests has.</summary>
    public static ChatReply List(int count, string word = "lamp") =>
        Text(JsonSerializer.Serialize(Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{word} number {i}"))));

    /// <summary>An error.</summary>
    public static ChatReply Error(int status, string message = "no", params (string Name, string Value)[] headers) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new { error = new { message } }))
        {
            Headers = headers.Append(("Content-Type", "application/json")).ToDictionary(header => header.Item1, header => header.Item2, StringComparer.Ordinal),
        };

    private static void Append(StringBuilder body, object delta, string? finish) => body.Append("data: ")
        .Append(JsonSerializer.Serialize(new { id = "c", @object = "chat.completion.chunk", created = 1, model = "served-model", choices = new[] { new { index = 0, delta, finish_reason = finish } } }))
        .Append("\n\n");
}
