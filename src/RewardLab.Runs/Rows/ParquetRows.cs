using System.Collections;
using System.Globalization;
using Parquet.Serialization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;

namespace RewardLab.Runs.Rows;

/// <summary>Rows of Parquet. Columns of bytes, such as images inside the file, are left out.</summary>
internal static class ParquetRows
{
    public static List<BenchmarkRow> Read(Stream stream, string source)
    {
        try
        {
            var result = ParquetSerializer.DeserializeUntypedAsync(stream).GetAwaiter().GetResult();
            string[] columns = [.. result.Schema.Fields.Select(field => field.Name)];
            return [.. result.Data.Select((row, i) => new BenchmarkRow($"{source}, row {i}", Cells(row, "").Concat(Missing(row, columns))))];
        }
        catch (Exception exception) when (exception is not RewardLabException and not OutOfMemoryException)
        {
            // The library tells damage by exceptions of many types.
            throw new RewardLabException($"{source}: not a readable Parquet file: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>A row's columns; inner values as "outer.inner".</summary>
    public static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Cells(IDictionary<string, object> row, string prefix)
    {
        foreach (var (column, value) in row)
        {
            if (value is IDictionary<string, object> inner)
            {
                foreach (var cell in Cells(inner, $"{prefix}{column}."))
                {
                    yield return cell;
                }
            }
            else if (value is not byte[])
            {
                yield return KeyValuePair.Create<string, IReadOnlyList<string>>(
                    prefix + column, value is IEnumerable list and not string ? [.. list.Cast<object?>().Select(Text)] : [Text(value)]);
            }
        }
    }

    // Where a value is null the library leaves its column out of the row.
    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Missing(Dictionary<string, object> row, string[] columns) =>
        columns.Where(column => !row.ContainsKey(column)).Select(column => KeyValuePair.Create<string, IReadOnlyList<string>>(column, []));

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
