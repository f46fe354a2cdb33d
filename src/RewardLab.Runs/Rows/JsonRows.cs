using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;

namespace RewardLab.Runs.Rows;

/// <summary>Rows of JSON: an array of objects, or an object a line.
/// A value is a column, a list its texts, and an inner object's values are columns "outer.inner".</summary>
internal static class JsonRows
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowTrailingCommas = true };

    public static List<BenchmarkRow> Read(Stream stream, string source)
    {
        using var reader = TextFile.Open(stream, source);
        using var document = Parse(reader.ReadToEnd(), source);
        return LabelStudioRows.AreThese(document.RootElement) ? Unescaped(() => LabelStudioRows.Read(document.RootElement, source), source)
            : document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select((element, i) => Row(element, $"{source}, item {i}"))]
            : throw new RewardLabException($"{source}: must be one array of objects; a file with one object per line ends in .jsonl.");
    }

    public static List<BenchmarkRow> ReadLines(Stream stream, string source)
    {
        using var reader = TextFile.Open(stream, source);
        var rows = new List<BenchmarkRow>();
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                var place = $"{source}({number})";
                using var document = Parse(line, place);
                rows.Add(Row(document.RootElement, place));
            }
        }

        return rows;
    }

    private static JsonDocument Parse(string text, string place)
    {
        try
        {
            return JsonDocument.Parse(text, Options);
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{place}: not JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static BenchmarkRow Row(JsonElement element, string place) => element.ValueKind == JsonValueKind.Object
        ? Unescaped(() => new BenchmarkRow(place, Cells(element, "")), place)
        : throw new RewardLabException($"{place}: must be an object, not {element.ValueKind}.");

    private static T Unescaped<T>(Func<T> read, string place)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            throw new RewardLabException($"{place}: a text has half a surrogate pair (\\ud800 to \\udfff), which is not valid Unicode; remove it.", exception);
        }
    }

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
