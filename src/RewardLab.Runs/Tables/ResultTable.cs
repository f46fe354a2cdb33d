using System.Globalization;
using System.Text;
using RewardLab.Evaluation.Layouts;

namespace RewardLab.Runs.Tables;

/// <summary>A table of results: printed, kept in the run's report, or saved as CSV.</summary>
public sealed class ResultTable
{
    private const string DefaultFormat = "0.000";

    /// <summary>Makes a table.</summary>
    /// <param name="title">One line above it; may be empty.</param>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">Cells: text, numbers (real numbers are shown with three decimals), or null for an empty cell.</param>
    /// <exception cref="ArgumentException">A row has another number of cells than there are columns.</exception>
    public ResultTable(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
        : this(title, [.. columns.Select(heading => new TableColumn(heading))], rows)
    {
    }

    /// <summary>Makes a table with a say in alignment and format.</summary>
    /// <param name="title">One line above it; may be empty.</param>
    /// <param name="columns">Headings, alignment and format.</param>
    /// <param name="rows">Cells: text, numbers, or null for an empty cell.</param>
    /// <exception cref="ArgumentException">A row has another number of cells than there are columns.</exception>
    public ResultTable(string title, IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        Title = title;
        Columns = columns;
        Rows = [.. rows];
        if (Rows.FirstOrDefault(row => row.Count != columns.Count) is { } odd)
        {
            throw new ArgumentException($"table '{title}' has {columns.Count} columns but a row of {odd.Count} cells", nameof(rows));
        }
    }

    /// <summary>One line above the table.</summary>
    public string Title { get; }

    /// <summary>Headings, alignment and format.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Cells, [rows][columns].</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    /// <summary>Lines below the table, such as what an interval means.</summary>
    public IReadOnlyList<string> Footnotes { get; init; } = [];

    /// <summary>The table for a console: aligned columns under a rule, lines ended by line feeds.</summary>
    public string ToText()
    {
        var cells = Cells();
        var widths = Columns.Select((column, i) => cells.Select(row => Width(row[i])).Append(Width(column.Heading)).Max()).ToArray();
        var text = new StringBuilder();
        if (Title.Length > 0)
        {
            text.Append(Title).Append('\n');
        }

        AppendLine([.. Columns.Select(column => column.Heading)]);
        AppendLine([.. widths.Select(width => new string('-', width))]);
        foreach (var row in cells)
        {
            AppendLine(row);
        }

        foreach (var footnote in Footnotes)
        {
            text.Append(footnote).Append('\n');
        }

        return text.ToString();

        void AppendLine(string[] row) => text.Append(string.Join("  ", row.Select(Padded)).TrimEnd()).Append('\n');

        string Padded(string cell, int column)
        {
            var padding = new string(' ', widths[column] - Width(cell));
            return IsRightAligned(column) ? padding + cell : cell + padding;
        }
    }

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

    /// <summary>The table as CSV (RFC 4180, line feeds), numbers in full precision.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        text.Append(CsvLine.Of(Columns.Select(column => column.Heading))).Append('\n');
        foreach (var row in Rows)
        {
            text.Append(CsvLine.Of(row.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))).Append('\n');
        }

        return text.ToString();
    }

    private static int Width(string cell) => new StringInfo(cell).LengthInTextElements;

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
    public bool IsRightAligned(int column) => Columns[column].Alignment switch
    {
        ColumnAlignment.Left => false,
        ColumnAlignment.Right => true,
        _ => Rows.Any(row => row[column] is not null)
            && Rows.All(row => row[column] is null or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal),
    };
}
