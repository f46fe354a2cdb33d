using System.Globalization;
using System.Text;

namespace RewardLab.Hosting.Recipes;

/// <summary>A table of results: printed, kept in the run's report, or saved as CSV.</summary>
public sealed class ResultTable
{
    /// <summary>Makes a table.</summary>
    /// <param name="title">One line above it; may be empty.</param>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">Cells: text, numbers (real numbers are shown with three decimals), or null for an empty cell.</param>
    /// <exception cref="ArgumentException">A row has another number of cells than there are columns.</exception>
    public ResultTable(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
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

    /// <summary>Headings.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Cells, [rows][columns].</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    /// <summary>The table for a console: aligned columns, numbers to the right.</summary>
    public string ToText()
    {
        var cells = Rows.Select(row => row.Select(Show).ToArray()).ToArray();
        var widths = Columns.Select((heading, i) => cells.Select(row => row[i].Length).Append(heading.Length).Max()).ToArray();
        var right = Columns.Select((_, i) => Rows.Count > 0 && Rows.All(row => row[i] is null or int or long or float or double)).ToArray();
        var text = new StringBuilder();
        if (Title.Length > 0)
        {
            text.Append(Title).Append('\n');
        }

        AppendLine([.. Columns]);
        AppendLine([.. widths.Select(width => new string('-', width))]);
        foreach (var row in cells)
        {
            AppendLine(row);
        }

        return text.ToString();

        void AppendLine(string[] row) =>
            text.Append(string.Join("  ", row.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
    }

    /// <summary>The table for a Markdown report, its title as a heading of the third level.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Title.Length > 0)
        {
            text.Append("### ").Append(Title).Append("\n\n");
        }

        AppendLine(Columns);
        AppendLine(Columns.Select(_ => "---"));
        foreach (var row in Rows)
        {
            AppendLine(row.Select(Show));
        }

        return text.ToString();

        void AppendLine(IEnumerable<string> row) =>
            text.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" "))).Append(" |\n");
    }

    /// <summary>The table as CSV (RFC 4180, line feeds), numbers in full precision.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        foreach (var row in Rows.Prepend(Columns))
        {
            text.AppendJoin(',', row.Select(Quote)).Append('\n');
        }

        return text.ToString();
    }

    private static string Show(object? cell) => cell switch
    {
        null => "",
        float or double => ((IFormattable)cell).ToString("0.000", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private static string Quote(object? cell)
    {
        var text = cell is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : cell?.ToString() ?? "";
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
