using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>JSON of requests and answers.</summary>
internal static class JsonAnswer
{
    public const string ContentType = "application/json";

    private const int MaxDepth = 32;
    private const int MaxPlainBytes = 1000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // What services of others call their words.
    private static readonly string[] Reasons = ["error", "detail", "message"];

    /// <summary>Writes the body of a request.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a list of image files in base64.</summary>
    public static void WriteImages(Utf8JsonWriter writer, string name, IEnumerable<ReadOnlyMemory<byte>> images)
    {
        writer.WriteStartArray(name);
        foreach (var image in images)
        {
            writer.WriteBase64StringValue(image.Span);
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads an answer, an object.</summary>
    /// <exception cref="UnreadableAnswerException">It is none.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(PythonNumbers.Quote(body), new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new UnreadableAnswerException($"a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()} where an object belongs");
        }
        catch (JsonException exception)
        {
            throw new UnreadableAnswerException(
                body.Span.TrimStart(" \t\r\n"u8) is [(byte)'<', ..]
                    ? "an HTML page, not JSON"
                    : string.Create(
                        CultureInfo.InvariantCulture, $"text that is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})"));
        }
        catch (InvalidOperationException)
        {
            throw new UnreadableAnswerException("JSON with a text that is not valid Unicode");
        }
    }

    /// <summary>A member that must be a list of a length.</summary>
    /// <exception cref="UnreadableAnswerException">It is none.</exception>
    public static IReadOnlyList<JsonElement> List(JsonElement element, string name, int count)
    {
        if (!element.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new UnreadableAnswerException(Words(element) is { Length: > 0 } words ? $"no list '{name}' but \"{words}\"" : $"no list '{name}'");
        }

        return list.GetArrayLength() == count
            ? [.. list.EnumerateArray()]
            : throw new UnreadableAnswerException($"a list '{name}' of {list.GetArrayLength()} where {count} were asked for");
    }

    /// <summary>A score.</summary>
    /// <param name="element">The number, in digits that give back a double; or those that give back a float, where it is one, as RewardLab writes them.</param>
    /// <param name="what">Where it stands, for the refusal.</param>
    /// <exception cref="UnreadableAnswerException">It is no number.</exception>
    public static ServedScore Score(JsonElement element, string what) => element.ValueKind switch
    {
        JsonValueKind.Number => new ServedScore(Number(element.GetRawText())),
        JsonValueKind.String when element.GetString() is "NaN" or "Infinity" or "-Infinity" => new ServedScore(
            double.Parse(element.GetString()!, CultureInfo.InvariantCulture)),
        JsonValueKind.Null => new ServedScore(double.NaN, "null where a score belongs"),
        _ => throw new UnreadableAnswerException($"{what} as {element.ValueKind.ToString().ToLowerInvariant()} where a number belongs"),
    };

    /// <summary>The words of a refusal; empty where there are none.</summary>
    public static string Refusal(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Read(body, Words);
        }
        catch (UnreadableAnswerException)
        {
            return PlainText(body.Span);
        }
    }

    /// <summary>What an error says, whatever it is called.</summary>
    public static string Words(JsonElement element)
    {
        foreach (var name in Reasons)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var reason) && reason.ValueKind != JsonValueKind.Null)
            {
                return reason.ValueKind switch
                {
                    JsonValueKind.String => reason.GetString()!,
                    JsonValueKind.Object when Words(reason) is { Length: > 0 } inner => inner,
                    _ => reason.GetRawText(),
                };
            }
        }

        return "";
    }

    // Servers in front of a service refuse in plain text; pages and what is cut off say nothing to a user.
    private static string PlainText(ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxPlainBytes || body.TrimStart(" \t\r\n"u8) is [] or [(byte)'<' or (byte)'{' or (byte)'[', ..])
        {
            return "";
        }

        try
        {
            var text = Strict.GetString(body);
            return text.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character)) ? "" : text;
        }
        catch (DecoderFallbackException)
        {
            return "";
        }
    }

    // 4.3401294 is a float's score: as a double of these digits it would be another number than the reward gave.
    private static double Number(string digits)
    {
        var single = float.Parse(digits, CultureInfo.InvariantCulture);
        return float.IsFinite(single) && single.ToString("R", CultureInfo.InvariantCulture) == digits
            ? single
            : double.Parse(digits, CultureInfo.InvariantCulture);
    }
}
