using System.Globalization;

namespace RewardLab.Evaluation.Layouts;

/// <summary>Comma-separated values as RFC 4180 has them.</summary>
public static class CsvLine
{
    /// <summary>One record, without its line end; fields are quoted where they must be.</summary>
    /// <param name="fields">The fields, in order.</param>
    public static string Of(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote));

    /// <summary>A number in the fewest digits that give it back: as single precision where it is that, such as a network's score, else as double.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => (float)value == value
        ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
