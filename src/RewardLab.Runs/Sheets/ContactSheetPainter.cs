using RewardLab.Runs.Images;
using SkiaSharp;
using static RewardLab.Runs.Sheets.ContactSheetLayout;

namespace RewardLab.Runs.Sheets;

/// <summary>Paints a contact sheet.</summary>
internal sealed class ContactSheetPainter(ContactSheet sheet)
{
    private static readonly SKColor Paper = new(0xFA, 0xFA, 0xF8);
    private static readonly SKColor Ink = new(0x22, 0x26, 0x2B);
    private static readonly SKColor FaintInk = new(0x6B, 0x72, 0x7C);
    private static readonly SKColor Line = new(0xDD, 0xDF, 0xE2);
    private static readonly SKColor CorrectColour = new(0x1A, 0x8F, 0x4C);
    private static readonly SKColor IncorrectColour = new(0xD0, 0x2F, 0x2A);

    private readonly ContactSheetLayout _layout = new(sheet);

    public SKBitmap Paint()
    {
        var bitmap = new SKBitmap(new SKImageInfo(_layout.Width, _layout.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Paper);

        PixelFont.Draw(canvas, sheet.Title, Margin, Margin, TitleScale, Ink);
        for (var column = 0; column < sheet.Columns.Count; column++)
        {
            PaintHeading(canvas, column);
        }

        for (var row = 0; row < sheet.Rows.Count; row++)
        {
            PaintRow(canvas, row);
        }

        if (_layout.HasMarks)
        {
            PaintLegend(canvas, _layout.LegendTop);
        }

        canvas.Flush();
        return bitmap;
    }

    private static void PaintCentred(SKCanvas canvas, string text, int left, int top, SKColor colour) =>
        PixelFont.Draw(canvas, text, left + ((TileSize - PixelFont.Measure(text, TextScale)) / 2), top, TextScale, colour);

    private static void PaintTile(SKCanvas canvas, ContactSheetTile tile, int left, int top)
    {
        using var bitmap = ImageFiles.ToBitmap(tile.Images, tile.Index);
        using var image = SKImage.FromBitmap(bitmap);
        var (x, y, width, height) = Place(bitmap.Width, bitmap.Height, left, top);
        var place = SKRect.Create(x, y, width, height);
        var sampling = Math.Max(bitmap.Width, bitmap.Height) > TileSize
            ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKCubicResampler.CatmullRom);
        canvas.DrawImage(image, SKRect.Create(bitmap.Width, bitmap.Height), place, sampling);
        PaintFrame(canvas, tile.IsCorrect, left, top);
        top = TileTextTop(top);
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
        var left = Margin;
        foreach (var (isCorrect, words) in new[] { (true, "correct"), (false, "incorrect") })
        {
            PaintBadge(canvas, isCorrect, left + LegendRadius, top + LegendRadius - 2, LegendRadius);
            left += (2 * LegendRadius) + 8;
            PixelFont.Draw(canvas, words, left, top, TextScale, FaintInk);
            left += PixelFont.Measure(words, TextScale) + (2 * Gap);
        }
    }

    private void PaintHeading(SKCanvas canvas, int column)
    {
        var top = _layout.HeadingTop;
        foreach (var line in HeadingLines(sheet.Columns[column]))
        {
            PaintCentred(canvas, line, ColumnLeft(column), top, FaintInk);
            top += LineHeight;
        }
    }

    private void PaintRow(SKCanvas canvas, int index)
    {
        var row = sheet.Rows[index];
        var top = _layout.RowTop(index);
        if (index > 0)
        {
            using var rule = new SKPaint { Color = Line, StrokeWidth = 1, IsAntialias = false };
            canvas.DrawLine(Margin, top - (Gap / 2), _layout.Width - Margin, top - (Gap / 2), rule);
        }

        var lines = CaptionLines(row.Caption);
        var textTop = CaptionTop(top, lines.Count);
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
