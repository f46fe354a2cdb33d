using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>One row of a benchmark's file, whatever the file's format: named columns, each with no, one or several texts.</summary>
public sealed class BenchmarkRow
{
    private readonly Dictionary<string, IReadOnlyList<string>> _cells;

    /// <summary>Creates a row from its cells.</summary>
    /// <param name="place">File and row, for errors.</param>
    /// <param name="cells">Columns and their texts; numbers in the invariant culture. Case of column names does not matter.</param>
    public BenchmarkRow(string place, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> cells)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(cells);
        Place = place;
        _cells = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (column, texts) in cells)
        {
            if (!_cells.TryAdd(column, texts))
            {
                throw Error($"column \"{column}\" comes twice");
            }
        }
    }

    /// <summary>File and row, as an error message names them.</summary>
    public string Place { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyCollection<string> Columns => _cells.Keys;

    /// <summary>Whether there is a column.</summary>
    public bool Has(string column) => _cells.ContainsKey(column);

    /// <summary>The texts of a column; none where it is missing.</summary>
    public IReadOnlyList<string> List(string column) => _cells.GetValueOrDefault(column) ?? [];

    /// <summary>The one text of a column; null where it is missing or empty.</summary>
    /// <exception cref="RewardLabException">There are several.</exception>
    public string? Text(string column) => List(column) switch
    {
        [] or [""] => null,
        [var text] => text,
        _ => throw Error($"\"{column}\" is a list, but must be one value"),
    };

    /// <summary>The one number of a column; null where it is missing or empty.</summary>
    /// <exception cref="RewardLabException">It is not a finite number.</exception>
    public double? Number(string column) => Text(column) is { } text ? ToNumber(column, text) : null;

    /// <summary>The first column of several that has a text.</summary>
    /// <exception cref="RewardLabException">None has.</exception>
    public string Required(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.Select(Text).FirstOrDefault(text => text is not null) ?? throw Error($"\"{columns[0]}\" is missing");
    }

    /// <summary>An error about this row.</summary>
    /// <param name="problem">What is wrong, without a full stop.</param>
    public RewardLabException Error(string problem) => new($"{Place}: {problem}.");

    internal double ToNumber(string column, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Error($"\"{column}\" is \"{(text.Length > 40 ? text[..40] + "..." : text).ReplaceLineEndings(" ")}\", but must be a number");
}
