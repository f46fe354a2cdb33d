using System.Globalization;
using System.Text.RegularExpressions;
using RewardLab.Runs.Tables;

namespace RewardLab.Editor.Results;

/// <summary>A table in an order of the user's. Not safe from several threads.</summary>
/// <param name="table">The table.</param>
internal sealed partial class SortedTable(ResultTable table)
{
    private readonly IReadOnlyList<IReadOnlyList<string>> _shown = table.Shown;

    /// <summary>The table in its original order.</summary>
    public ResultTable Table => table;

    /// <summary>The column that it is sorted by; -1 for the table's own order.</summary>
    public int Column { get; private set; } = -1;

    /// <summary>Whether the greatest comes first.</summary>
    public bool IsDescending { get; private set; }

    /// <summary>Rows as they are seen, by their place in the table.</summary>
    public IReadOnlyList<int> Order { get; private set; } = [.. Enumerable.Range(0, table.Rows.Count)];

    /// <summary>The cells of a row as it is seen.</summary>
    public IReadOnlyList<string> this[int row] => _shown[Order[row]];

    /// <summary>Sorts by a column: the greatest first, then the least first, then the table's own order.</summary>
    public void SortBy(int column)
    {
        (Column, IsDescending) = Column != column ? (column, true) : IsDescending ? (column, false) : (-1, false);
        Order = Column < 0 ? [.. Enumerable.Range(0, table.Rows.Count)] : Sorted();
    }

    /// <summary>The table in the order that is seen.</summary>
    public ResultTable ToTable() => new(table.Title, table.Columns, Order.Select(row => table.Rows[row])) { Footnotes = table.Footnotes };

    /// <summary>The number that a cell begins with, such as that of "0.712 [0.68, 0.74]"; null where it begins with none.</summary>
    public static double? NumberOf(object? cell) => cell switch
    {
        null => null,
        NumberCell number => number.Value,
        string text => Pattern().Match(text) is { Success: true } match
            && double.TryParse(match.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        IConvertible number when number is not bool => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };

    // A row that is set in, such as a lead, belongs to the one above it.
    private int[] Sorted()
    {
        var groups = new List<List<int>>();
        for (var row = 0; row < table.Rows.Count; row++)
        {
            if (groups.Count > 0 && _shown[row].Count > 0 && _shown[row][0].StartsWith("  ", StringComparison.Ordinal))
            {
                groups[^1].Add(row);
            }
            else
            {
                groups.Add([row]);
            }
        }

        var keyed = groups.Select(group => (Group: group, Number: NumberOf(table.Rows[group[0]][Column]), Text: _shown[group[0]][Column])).ToArray();
        var ordered = IsDescending
            ? keyed.OrderByDescending(entry => entry.Number.HasValue)
                .ThenByDescending(entry => entry.Number)
                .ThenByDescending(entry => entry.Text, StringComparer.OrdinalIgnoreCase)
            : keyed.OrderByDescending(entry => entry.Number.HasValue)
                .ThenBy(entry => entry.Number)
                .ThenBy(entry => entry.Text, StringComparer.OrdinalIgnoreCase);
        return [.. ordered.SelectMany(entry => entry.Group)];
    }

    [GeneratedRegex(@"^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
