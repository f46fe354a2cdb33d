using System.Globalization;
using System.Text;
using RewardLab.Evaluation.Layouts;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Runs.Tables;

/// <summary>A table of results: printed, kept in the run's report, or saved as CSV.</summary>
public sealed class ResultTable
{
    private const string DefaultFormat = "0.000";

    private readonly Lazy<bool[]> _isRightAligned;

    /// <summary>Makes a table.</summary>
    /// <param name="title">One line above it; may be empty.</param>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">Cells: text, numbers (real numbers are shown with three decimals), numbers with their text (<see cref="NumberCell"/>), means with
    /// their intervals (<see cref="ConfidenceInterval"/>), or null for an empty cell.</param>
    /// <exception cref="ArgumentException">A row has another number of cells than there are columns.</exception>
    public ResultTable(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
        : this(title, [.. columns.Select(heading => new TableColumn(heading))], rows)
    {
    }

    /// <summary>Makes a table with a say in alignment and format.</summary>
    /// <param name="title">One line above it; may be empty.</param>
    /// <param name="columns">Headings, alignment and format.</param>
    /// <param name="rows">Cells, as in the other constructor.</param>
    /// <exception cref="ArgumentException">A row has another number of cells than there are columns.</exception>
    public ResultTable(string title, IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        Title = title;
        Columns = columns;
        Rows = [.. rows.Select(row => row.Any(cell => cell is ConfidenceInterval)
            ? [.. row.Select(cell => cell is ConfidenceInterval interval ? NumberCell.From(interval) : cell)]
            : row)];
        if (Rows.FirstOrDefault(row => row.Count != columns.Count) is { } odd)
        {
            throw new ArgumentException($"table '{title}' has {columns.Count} columns but a row of {odd.Count} cells", nameof(rows));
        }

        _isRightAligned = new Lazy<bool[]>(() =>
            [.. Columns.Select((column, i) => column.Alignment == ColumnAlignment.Right || (column.Alignment != ColumnAlignment.Left && IsNumeric(i)))]);
    }

    /// <summary>One line above the table.</summary>
    public string Title { get; }

    /// <summary>Headings, alignment and format.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Cells, [rows][columns].</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    /// <summary>Lines below the table, such as what an interval means.</summary>
    public IReadOnlyList<string> Footnotes { get; init; } = [];

    /// <summary>The table for a console: aligned columns under a rule, lines ended by line feeds, control characters written out.</summary>
    /// <param name="columns">Columns of the terminal, into which cells are folded between words; null for as many as the table takes.</param>
    public string ToText(int? columns = null) => TextLayout.Write(this, columns);

    /// <summary>The table for a Markdown report, its title as a heading of the third level.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Title.Length > 0)
        {
            text.Append("### ").Append(Title.ReplaceLineEndings(" ")).Append("\n\n");
        }

        AppendLine(Columns.Select(column => column.Heading));
        AppendLine(Columns.Select((_, i) => IsRightAligned(i) ? "---:" : "---"));
        foreach (var row in Cells())
        {
            AppendLine(row);
        }

        foreach (var footnote in Footnotes)
        {
            text.Append('\n').Append(footnote.ReplaceLineEndings(" ")).Append('\n');
        }

        return text.ToString();

        void AppendLine(IEnumerable<string> row) =>
            text.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" "))).Append(" |\n");
    }

    /// <summary>The table as CSV (RFC 4180, line feeds), numbers in full precision. A column of numbers with intervals becomes four: the number, and its
    /// heading with "low", "high" and "n", the ends of the interval and the count of values.</summary>
    public string ToCsv()
    {
        bool[] hasIntervals = [.. Columns.Select((_, i) => Rows.Any(row => row[i] is NumberCell { IsInterval: true }))];
        var text = new StringBuilder();
        AppendLine(Columns.SelectMany((column, i) => hasIntervals[i]
            ? [column.Heading, $"{column.Heading} low", $"{column.Heading} high", $"{column.Heading} n"]
            : new[] { column.Heading }));
        foreach (var row in Rows)
        {
            AppendLine(row.SelectMany((cell, i) => (cell, hasIntervals[i]) switch
            {
                (NumberCell number, true) => [number.Value, number.Low, number.High, number.Count],
                (NumberCell number, false) => [number.Value],
                (_, true) => [cell, null, null, null],
                _ => new[] { cell },
            }).Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""));
        }

        return text.ToString();

        void AppendLine(IEnumerable<string> cells) => text.Append(CsvLine.Of(cells)).Append('\n');
    }

    private static string Show(object? cell, string? format) => cell switch
    {
        null => "",
        float or double or decimal => ((IFormattable)cell).ToString(format ?? DefaultFormat, CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(format, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    /// <summary>Every cell as it is shown, [rows][columns].</summary>
    public IReadOnlyList<IReadOnlyList<string>> Shown => Cells();

    internal string[][] Cells() => [.. Rows.Select(row => row.Select((cell, i) => Show(cell, Columns[i].Format)).ToArray())];

    /// <summary>Whether a column's cells stand at its right end.</summary>
    public bool IsRightAligned(int column) => _isRightAligned.Value[column];

    // Asked of every cell that is laid out, and answered from all rows: computed once for each column.
    private bool IsNumeric(int column) => Rows.Any(row => row[column] is not null)
        && Rows.All(row => row[column] is null or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal);
}
