using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;

namespace RewardLab.Experiments.Benchmarks;

/// <summary>Rows of JSON: an array of objects, or an object a line. A value is a column, a list its texts, and an inner object's values are columns "outer.inner".</summary>
internal static class JsonRows
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowTrailingCommas = true };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static List<BenchmarkRow> Read(Stream stream, string source)
    {
        using var document = Parse(() => JsonDocument.Parse(stream, Options), source);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select((element, i) => Row(element, $"{source}, item {i}"))]
            : throw new RewardLabException($"{source}: must hold one array of objects; a file with an object a line ends in .jsonl.");
    }

    public static List<BenchmarkRow> ReadLines(Stream stream, string source)
    {
        using var reader = new StreamReader(stream, Strict, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var rows = new List<BenchmarkRow>();
        var number = 0;
        try
        {
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    var place = $"{source}({number})";
                    using var document = Parse(() => JsonDocument.Parse(line, Options), place);
                    rows.Add(Row(document.RootElement, place));
                }
            }
        }
        catch (DecoderFallbackException exception)
        {
            throw new RewardLabException($"{source}: after line {number} there is a text of no valid Unicode; save the file as UTF-8.", exception);
        }

        return rows;
    }

    private static JsonDocument Parse(Func<JsonDocument> parse, string place)
    {
        try
        {
            return parse();
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{place}: no JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static BenchmarkRow Row(JsonElement element, string place) => element.ValueKind == JsonValueKind.Object
        ? new BenchmarkRow(place, Cells(element, ""))
        : throw new RewardLabException($"{place}: must be an object, not {element.ValueKind}.");

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Cells(JsonElement element, string prefix)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in Cells(property.Value, $"{prefix}{property.Name}."))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return KeyValuePair.Create<string, IReadOnlyList<string>>(
                    prefix + property.Name,
                    property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray().Select(Text)] : [Text(property.Value)]);
            }
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
