namespace RewardLab.Runs.Sheets;

/// <summary>Where everything of a contact sheet stands, in pixels: the same on the PNG and in the SVG.</summary>
internal sealed class ContactSheetLayout
{
    public const int TileSize = 144;
    public const int Gap = 20;
    public const int Margin = 28;
    public const int FrameWidth = 5;
    public const int BadgeRadius = 12;
    public const int LegendRadius = 9;
    public const int TextScale = 2;
    public const int TitleScale = 3;
    public const int LineHeight = (PixelFont.Height + 3) * TextScale;

    private const int CaptionWidth = 220;
    private const int MaxCaptionLines = 5;
    private const int MaxTileLines = 4;
    private const int CaptionAir = 8;
    private const int ColumnWidth = TileSize + Gap;

    private readonly int _rowHeight;
    private readonly int _rowsTop;

    public ContactSheetLayout(ContactSheet sheet)
    {
        var tileLines = sheet.Rows.Max(row => row.Tiles.Max(tile => tile is null ? 0 : TileLines(tile).Count));
        HasMarks = sheet.Rows.Any(row => row.Tiles.Any(tile => tile?.IsCorrect is not null));
        _rowHeight = TileSize + Gap + (tileLines > 0 ? (tileLines * LineHeight) + CaptionAir : 0);
        HeadingTop = Margin + (sheet.Title.Length > 0 ? (PixelFont.Height * TitleScale) + Gap : 0);
        _rowsTop = HeadingTop + (sheet.Columns.Max(column => HeadingLines(column).Count) * LineHeight) + (Gap / 2);
        Width = (2 * Margin) + Math.Max(PixelFont.Measure(sheet.Title, TitleScale), CaptionWidth + (sheet.Columns.Count * ColumnWidth) - Gap);
        Height = _rowsTop + (sheet.Rows.Count * _rowHeight) - Gap + Margin + (HasMarks ? LineHeight + Gap : 0);
    }

    public int Width { get; }

    public int Height { get; }

    public int HeadingTop { get; }

    /// <summary>Whether a tile is marked correct or incorrect, which a legend explains.</summary>
    public bool HasMarks { get; }

    public int LegendTop => Height - Margin - (PixelFont.Height * TextScale);

    public static int ColumnLeft(int column) => Margin + CaptionWidth + (column * ColumnWidth);

    public static IReadOnlyList<string> HeadingLines(string heading) => PixelFont.Wrap(heading, TileSize, TextScale, 2);

    public static IReadOnlyList<string> CaptionLines(string caption) => PixelFont.Wrap(caption, CaptionWidth - Gap, TextScale, MaxCaptionLines);

    public static int CaptionTop(int rowTop, int lines) => rowTop + ((TileSize - (lines * LineHeight)) / 2);

    public static int TileTextTop(int tileTop) => tileTop + TileSize + FrameWidth + 5;

    public static List<string> TileLines(ContactSheetTile tile)
    {
        var lines = new List<string>();
        foreach (var line in tile.Caption.Split('\n').Take(MaxTileLines))
        {
            lines.AddRange(lines.Count < MaxTileLines ? PixelFont.Wrap(line, TileSize, TextScale, MaxTileLines - lines.Count) : []);
        }

        return lines;
    }

    /// <summary>Where an image stands within its tile: as large as fits, in the middle.</summary>
    public static (int Left, int Top, int Width, int Height) Place(int imageWidth, int imageHeight, int left, int top)
    {
        var maxSide = Math.Max(imageWidth, imageHeight);
        var (width, height) = (TileSize * imageWidth / maxSide, TileSize * imageHeight / maxSide);
        return (left + ((TileSize - width) / 2), top + ((TileSize - height) / 2), width, height);
    }

    public int RowTop(int row) => _rowsTop + (row * _rowHeight);
}
