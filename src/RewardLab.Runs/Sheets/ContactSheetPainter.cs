using RewardLab.Runs.Images;
using SkiaSharp;

namespace RewardLab.Runs.Sheets;

/// <summary>Lays a contact sheet out and paints it.</summary>
internal sealed class ContactSheetPainter
{
    private const int TileSize = 144;
    private const int Gap = 20;
    private const int Margin = 28;
    private const int CaptionWidth = 220;
    private const int FrameWidth = 5;
    private const int BadgeRadius = 12;
    private const int TextScale = 2;
    private const int TitleScale = 3;
    private const int LineHeight = (PixelFont.Height + 3) * TextScale;
    private const int MaxCaptionLines = 5;
    private const int MaxTileLines = 4;
    private const int CaptionAir = 8;

    private static readonly SKColor Paper = new(0xFA, 0xFA, 0xF8);
    private static readonly SKColor Ink = new(0x22, 0x26, 0x2B);
    private static readonly SKColor FaintInk = new(0x6B, 0x72, 0x7C);
    private static readonly SKColor Line = new(0xDD, 0xDF, 0xE2);
    private static readonly SKColor CorrectColour = new(0x1A, 0x8F, 0x4C);
    private static readonly SKColor IncorrectColour = new(0xD0, 0x2F, 0x2A);

    private readonly ContactSheet _sheet;
    private readonly int _columnWidth;
    private readonly int _rowHeight;
    private readonly int _headingTop;
    private readonly int _rowsTop;
    private readonly bool _hasMarks;

    public ContactSheetPainter(ContactSheet sheet)
    {
        _sheet = sheet;
        _columnWidth = TileSize + Gap;
        var tileLines = sheet.Rows.Max(row => row.Tiles.Max(tile => tile is null ? 0 : TileLines(tile).Count));
        _hasMarks = sheet.Rows.Any(row => row.Tiles.Any(tile => tile?.IsCorrect is not null));
        _rowHeight = TileSize + Gap + (tileLines > 0 ? (tileLines * LineHeight) + CaptionAir : 0);
        _headingTop = Margin + (sheet.Title.Length > 0 ? (PixelFont.Height * TitleScale) + Gap : 0);
        var headingLines = sheet.Columns.Max(column => PixelFont.Wrap(column, TileSize, TextScale, 2).Count);
        _rowsTop = _headingTop + (headingLines * LineHeight) + (Gap / 2);
    }

    public SKBitmap Paint()
    {
        var titleWidth = PixelFont.Measure(_sheet.Title, TitleScale);
        var width = (2 * Margin) + Math.Max(titleWidth, CaptionWidth + (_sheet.Columns.Count * _columnWidth) - Gap);
        var height = _rowsTop + (_sheet.Rows.Count * _rowHeight) - Gap + Margin + (_hasMarks ? LineHeight + Gap : 0);
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Paper);

        PixelFont.Draw(canvas, _sheet.Title, Margin, Margin, TitleScale, Ink);
        for (var column = 0; column < _sheet.Columns.Count; column++)
        {
            PaintHeading(canvas, column);
        }

        for (var row = 0; row < _sheet.Rows.Count; row++)
        {
            PaintRow(canvas, row, width);
        }

        if (_hasMarks)
        {
            PaintLegend(canvas, height - Margin - (PixelFont.Height * TextScale));
        }

        canvas.Flush();
        return bitmap;
    }

    private static void PaintCentred(SKCanvas canvas, string text, int left, int top, SKColor colour) =>
        PixelFont.Draw(canvas, text, left + ((TileSize - PixelFont.Measure(text, TextScale)) / 2), top, TextScale, colour);

    private static List<string> TileLines(ContactSheetTile tile)
    {
        var lines = new List<string>();
        foreach (var line in tile.Caption.Split('\n').Take(MaxTileLines))
        {
            lines.AddRange(lines.Count < MaxTileLines ? PixelFont.Wrap(line, TileSize, TextScale, MaxTileLines - lines.Count) : []);
        }

        return lines;
    }

    private static void PaintTile(SKCanvas canvas, ContactSheetTile tile, int left, int top)
    {
        using var bitmap = ImageFiles.ToBitmap(tile.Images, tile.Index);
        using var image = SKImage.FromBitmap(bitmap);
        var maxSide = Math.Max(bitmap.Width, bitmap.Height);
        var (width, height) = (TileSize * bitmap.Width / maxSide, TileSize * bitmap.Height / maxSide);
        var place = SKRect.Create(left + ((TileSize - width) / 2), top + ((TileSize - height) / 2), width, height);
        var sampling = maxSide > TileSize
            ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKCubicResampler.CatmullRom);
        canvas.DrawImage(image, SKRect.Create(bitmap.Width, bitmap.Height), place, sampling);
        PaintFrame(canvas, tile.IsCorrect, left, top);
        top += TileSize + FrameWidth + 5;
        foreach (var line in TileLines(tile))
        {
            PaintCentred(canvas, line, left, top, FaintInk);
            top += LineHeight;
        }
    }

    private static void PaintFrame(SKCanvas canvas, bool? isCorrect, int left, int top)
    {
        using var paint = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke };
        if (isCorrect is not { } result)
        {
            paint.Color = Line;
            paint.StrokeWidth = 1;
            canvas.DrawRect(left + 0.5f, top + 0.5f, TileSize - 1, TileSize - 1, paint);
            return;
        }

        paint.StrokeJoin = SKStrokeJoin.Round;
        paint.Color = result ? CorrectColour : IncorrectColour;
        paint.StrokeWidth = FrameWidth;

        // Around the image, not on it: what lies at its edge counts too.
        const float Outset = FrameWidth / 2f;
        canvas.DrawRect(left - Outset, top - Outset, TileSize + FrameWidth, TileSize + FrameWidth, paint);
        PaintBadge(canvas, result, left + TileSize + Outset, top - Outset, BadgeRadius);
    }

    // The sign tells as much as the colour, for those who do not see the difference.
    private static void PaintBadge(SKCanvas canvas, bool isCorrect, float x, float y, float radius)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = isCorrect ? CorrectColour : IncorrectColour };
        canvas.DrawCircle(x, y, radius, paint);
        paint.Color = SKColors.White;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = radius / 4.5f;
        paint.StrokeCap = SKStrokeCap.Round;
        var arm = radius * 0.38f;
        if (isCorrect)
        {
            canvas.DrawLine(x - (arm * 1.15f), y + (arm * 0.1f), x - (arm * 0.25f), y + arm, paint);
            canvas.DrawLine(x - (arm * 0.25f), y + arm, x + (arm * 1.25f), y - (arm * 0.9f), paint);
        }
        else
        {
            canvas.DrawLine(x - arm, y - arm, x + arm, y + arm, paint);
            canvas.DrawLine(x - arm, y + arm, x + arm, y - arm, paint);
        }
    }

    private static void PaintLegend(SKCanvas canvas, int top)
    {
        const int Radius = 9;
        var left = Margin;
        foreach (var (isCorrect, words) in new[] { (true, "correct"), (false, "incorrect") })
        {
            PaintBadge(canvas, isCorrect, left + Radius, top + Radius - 2, Radius);
            left += (2 * Radius) + 8;
            PixelFont.Draw(canvas, words, left, top, TextScale, FaintInk);
            left += PixelFont.Measure(words, TextScale) + (2 * Gap);
        }
    }

    private int ColumnLeft(int column) => Margin + CaptionWidth + (column * _columnWidth);

    private void PaintHeading(SKCanvas canvas, int column)
    {
        var top = _headingTop;
        foreach (var line in PixelFont.Wrap(_sheet.Columns[column], TileSize, TextScale, 2))
        {
            PaintCentred(canvas, line, ColumnLeft(column), top, FaintInk);
            top += LineHeight;
        }
    }

    private void PaintRow(SKCanvas canvas, int index, int width)
    {
        var row = _sheet.Rows[index];
        var top = _rowsTop + (index * _rowHeight);
        if (index > 0)
        {
            using var rule = new SKPaint { Color = Line, StrokeWidth = 1, IsAntialias = false };
            canvas.DrawLine(Margin, top - (Gap / 2), width - Margin, top - (Gap / 2), rule);
        }

        var lines = PixelFont.Wrap(row.Caption, CaptionWidth - Gap, TextScale, MaxCaptionLines);
        var textTop = top + ((TileSize - (lines.Count * LineHeight)) / 2);
        foreach (var line in lines)
        {
            PixelFont.Draw(canvas, line, Margin, textTop, TextScale, Ink);
            textTop += LineHeight;
        }

        for (var column = 0; column < row.Tiles.Count; column++)
        {
            if (row.Tiles[column] is { } tile)
            {
                PaintTile(canvas, tile, ColumnLeft(column), top);
            }
        }
    }
}
