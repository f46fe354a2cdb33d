using System.Globalization;
using System.Text.Json.Nodes;

namespace RewardLab.Runs.Tables;

/// <summary>Tables as JSON for programs: a row is an object by the columns' headings, and numbers are numbers.</summary>
public static class ResultTableJson
{
    /// <summary>The table: title, rows and footnotes. A number with its interval is an object of value, low, high, n and the text that is shown; one without
    /// an interval is the number alone.</summary>
    /// <param name="table">The table.</param>
    public static JsonObject Create(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var names = new List<string>();
        foreach (var heading in table.Columns.Select(column => column.Heading.Trim()))
        {
            var count = names.Count(name => name == heading || name.StartsWith($"{heading} (", StringComparison.Ordinal));
            names.Add(count == 0 ? heading : string.Create(CultureInfo.InvariantCulture, $"{heading} ({count + 1})"));
        }

        return new JsonObject
        {
            ["title"] = table.Title,
            ["rows"] = new JsonArray([.. table.Rows.Select(row => (JsonNode)new JsonObject(
                row.Select((cell, i) => KeyValuePair.Create(names[i], Cell(cell)))))]),
            ["footnotes"] = new JsonArray([.. table.Footnotes.Select(note => (JsonNode)note)]),
        };
    }

    private static JsonNode? Cell(object? cell) => cell switch
    {
        null => null,
        NumberCell { IsInterval: true } number => new JsonObject
        {
            ["value"] = Number(number.Value), ["low"] = Number(number.Low), ["high"] = Number(number.High), ["n"] = number.Count, ["text"] = number.Text,
        },
        NumberCell number => Number(number.Value),
        bool flag => flag,
        float number => Number(number),
        double number => Number(number),
        decimal number => number,
        ulong number => number,
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(cell, CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture),
    };

    // JSON has no infinity.
    private static JsonNode? Number(double? number) => number is { } value && double.IsFinite(value) ? value : null;
}
