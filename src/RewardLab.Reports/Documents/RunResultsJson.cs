using System.Globalization;
using System.Text.Json;
using RewardLab.Reports.Charts;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Documents;

/// <summary>Results as JSON: numbers stay numbers, everything else is text.</summary>
internal static class RunResultsJson
{
    public static void Write(Stream stream, RunResults results)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteStartArray("tables");
        foreach (var table in results.Tables)
        {
            Write(json, table);
        }

        json.WriteEndArray();
        json.WriteStartArray("heatMaps");
        foreach (var map in results.HeatMaps)
        {
            Write(json, map);
        }

        json.WriteEndArray();
        json.WriteStartArray("items");
        foreach (var item in results.Items)
        {
            Write(json, item, results);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static RunResults Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var results = new RunResults
        {
            Tables = [.. root.GetProperty("tables").EnumerateArray().Select(Table)],
            HeatMaps = [.. root.GetProperty("heatMaps").EnumerateArray().Select(HeatMap)],
        };

        // The first version noted tables and heat maps alone.
        return results with
        {
            Items = root.TryGetProperty("items", out var items)
                ? [.. items.EnumerateArray().Select(item => Item(item, results))]
                : [.. results.Tables.Select(table => new ReportTable(table))],
        };
    }

    // A table and a heat map stand once; an item says which.
    private static void Write(Utf8JsonWriter json, ReportItem item, RunResults results)
    {
        json.WriteStartObject();
        switch (item)
        {
            case ReportSection section:
                json.WriteString("section", section.Title);
                break;
            case ReportNote note:
                json.WriteString("note", note.Text);
                break;
            case ReportTable table:
                json.WriteNumber("table", IndexOf(results.Tables, table.Table));
                break;
            case ReportFigure figure:
                json.WriteString("figure", figure.ImagePath);
                json.WriteString("title", figure.Title);
                json.WriteString("altText", figure.AltText);
                json.WriteString("caption", figure.Caption);
                json.WriteString("vector", figure.VectorPath);
                json.WriteNumber("pixelRatio", figure.PixelRatio);
                if (figure.HeatMap is { } map)
                {
                    json.WriteNumber("heatMap", IndexOf(results.HeatMaps, map));
                }

                break;
        }

        json.WriteEndObject();
    }

    private static ReportItem Item(JsonElement item, RunResults results) =>
        item.TryGetProperty("section", out var section) ? new ReportSection(section.GetString()!)
        : item.TryGetProperty("note", out var note) ? new ReportNote(note.GetString()!)
        : item.TryGetProperty("table", out var table) ? new ReportTable(results.Tables[table.GetInt32()])
        : new ReportFigure(item.GetProperty("title").GetString()!, item.GetProperty("figure").GetString()!, item.GetProperty("altText").GetString()!)
        {
            Caption = item.GetProperty("caption").GetString() ?? "",
            VectorPath = item.GetProperty("vector").GetString(),
            PixelRatio = item.GetProperty("pixelRatio").GetInt32(),
            HeatMap = item.TryGetProperty("heatMap", out var map) ? results.HeatMaps[map.GetInt32()] : null,
        };

    private static int IndexOf<T>(IReadOnlyList<T> all, T one)
        where T : class => all.Index().First(entry => ReferenceEquals(entry.Item, one)).Index;

    private static void Write(Utf8JsonWriter json, ResultTable table)
    {
        json.WriteStartObject();
        json.WriteString("title", table.Title);
        json.WriteStartArray("columns");
        foreach (var column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("heading", column.Heading);
            json.WriteString("alignment", column.Alignment.ToString());
            json.WriteString("format", column.Format);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in table.Rows)
        {
            json.WriteStartArray();
            foreach (var cell in row)
            {
                WriteCell(json, cell);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        WriteTexts(json, "footnotes", table.Footnotes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HeatMapChart map)
    {
        json.WriteStartObject();
        json.WriteString("title", map.Title);
        WriteTexts(json, "rows", map.Rows);
        WriteTexts(json, "columns", map.Columns);
        json.WriteStartArray("values");
        foreach (var row in map.Values)
        {
            json.WriteStartArray();
            foreach (var value in row)
            {
                WriteCell(json, value is { } number && double.IsFinite(number) ? number : null);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("centre", map.Centre);
        json.WriteNumber("low", map.Low);
        json.WriteNumber("high", map.High);
        json.WriteString("palette", map.Palette.ToString());
        json.WriteString("format", map.Format);
        json.WriteEndObject();
    }

    private static void WriteCell(Utf8JsonWriter json, object? cell)
    {
        switch (cell)
        {
            case null:
                json.WriteNullValue();
                break;
            case NumberCell number:
                WriteNumber(json, number);
                break;
            case float number when float.IsFinite(number):
                WriteReal(json, number);
                break;
            case double number when double.IsFinite(number):
                WriteReal(json, number);
                break;
            case decimal number:
                WriteReal(json, number);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(cell, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(cell, CultureInfo.InvariantCulture));
                break;
        }
    }

    // A number that is shown with more than its digits: the numbers for programs, and the text as it is shown.
    private static void WriteNumber(Utf8JsonWriter json, NumberCell number)
    {
        json.WriteStartObject();
        WriteEnd("value", number.Value);
        if (number.IsInterval)
        {
            WriteEnd("low", number.Low);
            WriteEnd("high", number.High);
            json.WritePropertyName("n");
            WriteCell(json, number.Count);
        }

        json.WriteString("text", number.Text);
        json.WriteEndObject();

        void WriteEnd(string name, double? value)
        {
            json.WritePropertyName(name);
            WriteCell(json, value);
        }
    }

    // With a point or an exponent, so that 3.0 does not come back as 3, which is shown without decimals.
    private static void WriteReal(Utf8JsonWriter json, IFormattable number)
    {
        var text = number.ToString(null, CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0");
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static ResultTable Table(JsonElement element) => new(
        Text(element, "title"),
        [.. element.GetProperty("columns")
            .EnumerateArray()
            .Select(column => new TableColumn(
                Text(column, "heading"), Enum.Parse<ColumnAlignment>(Text(column, "alignment")), column.GetProperty("format").GetString()))],
        element.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(Cell).ToArray()))
    {
        Footnotes = Texts(element, "footnotes"),
    };

    private static HeatMapChart HeatMap(JsonElement element) => new(
        Text(element, "title"),
        Texts(element, "rows"),
        Texts(element, "columns"),
        [.. element.GetProperty("values")
            .EnumerateArray()
            .Select(row => (IReadOnlyList<double?>)
            [
                .. row.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble()),
            ])])
    {
        Centre = element.GetProperty("centre").GetDouble(),
        Low = element.GetProperty("low").GetDouble(),
        High = element.GetProperty("high").GetDouble(),
        Palette = Enum.Parse<ChartPalette>(Text(element, "palette")),
        Format = Text(element, "format"),
    };

    // A whole number stays one: it is shown without decimals.
    private static object? Cell(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when !cell.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') && cell.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => cell.GetDouble(),
        JsonValueKind.Object => Number(cell),
        _ => cell.GetString(),
    };

    private static NumberCell Number(JsonElement cell) => new(Text(cell, "text"), End(cell, "value"))
    {
        IsInterval = cell.TryGetProperty("low", out _),
        Low = End(cell, "low"),
        High = End(cell, "high"),
        Count = cell.TryGetProperty("n", out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt32() : null,
    };

    // What is not finite is written as text.
    private static double? End(JsonElement cell, string name) =>
        cell.TryGetProperty(name, out var end)
            ? end.ValueKind switch
            {
                JsonValueKind.Number => end.GetDouble(),
                JsonValueKind.String => double.Parse(end.GetString()!, CultureInfo.InvariantCulture),
                _ => null,
            }
            : null;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static string[] Texts(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString() ?? "")];
}
