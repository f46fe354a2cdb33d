using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Evaluation.Layouts;

namespace RewardLab.Serving.Dialects;

/// <summary>JSON of requests and answers.</summary>
internal static class JsonBody
{
    public const string ContentType = "application/json";

    private const int MaxDepth = 16;

    // Answers are JSON and say so; nobody puts them into a page.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a body, an object.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="read">Makes something of the object.</param>
    /// <exception cref="RewardRequestException">It is no such JSON.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : throw Malformed("The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw Malformed($"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            throw Malformed("The body holds a text that is not valid Unicode.");
        }
    }

    /// <summary>Writes a body.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a score, in the digits in which 'score' writes it; a double whose digits would be those of a float gets a zero more.</summary>
    /// <remarks>The number stays the same, and the reward 'http' knows which of the two it was: 0.1 is a float's, 0.10 is the double beside it.</remarks>
    public static void WriteScore(Utf8JsonWriter writer, double score)
    {
        var digits = CsvLine.Number(score);
        writer.WriteRawValue((float)score == score || ((float)score).ToString("R", CultureInfo.InvariantCulture) != digits ? digits : WithZero(digits));
    }

    /// <summary>Writes the body of a refusal.</summary>
    public static byte[] Refuse(string problem) => Write(writer => writer.WriteString("error", problem));

    /// <summary>A member that must be a list; null where it is missing or null.</summary>
    public static IReadOnlyList<JsonElement>? List(JsonElement element, string name) =>
        !IsThere(element, name, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : throw Malformed($"'{name}' must be a list.");

    /// <summary>A list of texts; empty where it is missing or null.</summary>
    public static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        [.. (List(element, name) ?? []).Select(item => Text(item, $"'{name}' must be a list of texts."))];

    /// <summary>Whether a member is there, and not null.</summary>
    public static bool IsThere(JsonElement element, string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>The text of an element.</summary>
    public static string Text(JsonElement element, string problem) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Malformed(problem);

    /// <summary>The bytes of an image in base64, with or without "data:...;base64," before it; null where it is none.</summary>
    public static byte[]? Image(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        if (element.TryGetBytesFromBase64(out var bytes))
        {
            return bytes;
        }

        const string Data = "data:";
        const string Base64 = ";base64,";
        var text = element.GetString()!;
        var start = text.StartsWith(Data, StringComparison.OrdinalIgnoreCase) ? text.IndexOf(Base64, StringComparison.OrdinalIgnoreCase) : -1;
        if (start < 0)
        {
            return null;
        }

        var encoded = text.AsSpan(start + Base64.Length);
        var decoded = new byte[encoded.Length / 4 * 3];
        return Convert.TryFromBase64Chars(encoded, decoded, out var length) ? decoded[..length] : null;
    }

    /// <summary>The bytes of an image in base64.</summary>
    /// <param name="element">The text.</param>
    /// <param name="index">Which image of the request it is.</param>
    /// <exception cref="RewardRequestException">It is none.</exception>
    public static byte[] RequiredImage(JsonElement element, int index) =>
        Image(element) ?? throw Malformed($"Image {index} is not base64; paths and addresses are not read.");

    // Before the exponent, where there is one.
    private static string WithZero(string digits)
    {
        var end = digits.IndexOf('E', StringComparison.Ordinal) is var exponent and >= 0 ? exponent : digits.Length;
        return digits.Insert(end, digits.Contains('.', StringComparison.Ordinal) ? "0" : ".0");
    }

    /// <summary>The refusal of a body that is not of its dialect's shape.</summary>
    public static RewardRequestException Malformed(string problem) => new(ScoreProblem.Malformed, problem);
}
