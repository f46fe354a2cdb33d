using RewardLab.Runs.Images;

namespace RewardLab.Runs.Sheets;

/// <summary>Images in rows and columns on one sheet, marked correct or incorrect: what the eye checks a table against.</summary>
public sealed class ContactSheet
{
    /// <summary>Makes a sheet.</summary>
    /// <param name="title">One line above everything; may be empty.</param>
    /// <param name="columns">The words above each column, such as "best of 16"; at least one column.</param>
    /// <param name="rows">The rows, each with as many tiles as there are columns; at least one row.</param>
    /// <exception cref="ArgumentException">There is no column or row, or a row has another number of tiles than there are columns.</exception>
    public ContactSheet(string title, IReadOnlyList<string> columns, IReadOnlyList<ContactSheetRow> rows)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (columns.Count == 0)
        {
            throw new ArgumentException("A contact sheet needs at least one column.", nameof(columns));
        }

        if (rows.Count == 0)
        {
            throw new ArgumentException("A contact sheet needs at least one row.", nameof(rows));
        }

        if (rows.FirstOrDefault(row => row.Tiles.Count != columns.Count) is { } odd)
        {
            throw new ArgumentException($"Row '{odd.Caption}' has {odd.Tiles.Count} tiles for {columns.Count} columns.", nameof(rows));
        }

        Title = title;
        Columns = columns;
        Rows = rows;
    }

    /// <summary>One line above everything.</summary>
    public string Title { get; }

    /// <summary>The words above each column.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, from top to bottom.</summary>
    public IReadOnlyList<ContactSheetRow> Rows { get; }

    /// <summary>Writes the sheet as SVG with the same images: its paper, letters and frames are light or dark as the reader's screen is.</summary>
    /// <remarks>The same sheet gives the same bytes. Images larger than a tile are as small as on the PNG.</remarks>
    public void WriteSvg(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        new ContactSheetSvg(this).Write(writer);
    }

    /// <summary>Draws the sheet as PNG. The same sheet gives the same bytes.</summary>
    public void WritePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bitmap = new ContactSheetPainter(this).Paint();
        ImageFiles.EncodePng(stream, bitmap);
    }
}
