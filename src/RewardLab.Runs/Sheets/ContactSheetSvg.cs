using System.Globalization;
using System.Net;
using System.Xml;
using RewardLab.Runs.Images;
using SkiaSharp;
using static RewardLab.Runs.Sheets.ContactSheetLayout;

namespace RewardLab.Runs.Sheets;

/// <summary>Writes a contact sheet as SVG: words are text, and all but the images follows a dark screen.</summary>
internal sealed class ContactSheetSvg(ContactSheet sheet)
{
    // Of the letters on the PNG: half as wide, so that what fits there fits here.
    private const int TextSize = 15;
    private const int TitleSize = 22;

    private const string Style =
        ".paper{fill:#fafaf8}.ink{fill:#22262b}.faint{fill:#59616c}.line{stroke:#dddfe2;fill:none}.good{--mark:#1a8f4c}.bad{--mark:#d02f2a}"
        + "@media (prefers-color-scheme:dark){.paper{fill:#1c2025}.ink{fill:#e4e7eb}.faint{fill:#a2abb6}.line{stroke:#363c44}}"
        + ".frame{stroke:var(--mark);fill:none;stroke-linejoin:round}.badge{fill:var(--mark)}.sign{stroke:#fff;fill:none;stroke-linecap:round}"
        + ".mid{text-anchor:middle}";

    private readonly ContactSheetLayout _layout = new(sheet);

    public void Write(TextWriter writer)
    {
        var (width, height) = (_layout.Width, _layout.Height);
        Line(writer, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">");
        writer.WriteLine($"<title>{Encode(sheet.Title)}</title>\n<style>{Style}</style>");
        Line(writer, $"<g font-family=\"system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"{TextSize}\">");
        Line(writer, $"<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>");
        Line(writer, $"<text class=\"ink\" font-size=\"{TitleSize}\" x=\"{Margin}\" y=\"{Margin + TitleSize}\">{Encode(sheet.Title)}</text>");
        foreach (var (column, heading) in sheet.Columns.Index())
        {
            Text(writer, "faint mid", ColumnLeft(column) + (TileSize / 2), _layout.HeadingTop, HeadingLines(heading));
        }

        foreach (var (index, row) in sheet.Rows.Index())
        {
            WriteRow(writer, row, index);
        }

        if (_layout.HasMarks)
        {
            WriteLegend(writer);
        }

        writer.WriteLine("</g>\n</svg>");
    }

    // XML has no place for control characters, which a prompt may hold.
    private static string Encode(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : ' ')));

    private static void Line(TextWriter writer, FormattableString line) => writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Text(TextWriter writer, string kind, int x, int top, IReadOnlyList<string> lines)
    {
        foreach (var (i, line) in lines.Index())
        {
            Line(writer, $"<text class=\"{kind}\" x=\"{x}\" y=\"{top + TextSize + (i * LineHeight)}\">{Encode(line)}</text>");
        }
    }

    private static void WriteTile(TextWriter writer, ContactSheetTile tile, int left, int top)
    {
        var (x, y, width, height) = Place(tile.Images.Width, tile.Images.Height, left, top);
        var data = Convert.ToBase64String(Png(tile, width, height));
        Line(writer, $"<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" href=\"data:image/png;base64,{data}\"/>");
        if (tile.IsCorrect is { } isCorrect)
        {
            const double Outset = FrameWidth / 2.0;
            const int Side = TileSize + FrameWidth;
            var (x0, y0) = (left - Outset, top - Outset);
            Line(writer, $"<g class=\"{(isCorrect ? "good" : "bad")}\">");
            Line(writer, $"<rect class=\"frame\" stroke-width=\"{FrameWidth}\" x=\"{x0}\" y=\"{y0}\" width=\"{Side}\" height=\"{Side}\"/>");
            WriteBadge(writer, isCorrect, x0 + Side, y0, BadgeRadius);
            writer.WriteLine("</g>");
        }
        else
        {
            Line(writer, $"<rect class=\"line\" x=\"{left + 0.5}\" y=\"{top + 0.5}\" width=\"{TileSize - 1}\" height=\"{TileSize - 1}\"/>");
        }

        Text(writer, "faint mid", left + (TileSize / 2), TileTextTop(top), TileLines(tile));
    }

    // The image itself, or where it is larger than its tile, as small as that.
    private static byte[] Png(ContactSheetTile tile, int width, int height)
    {
        using var stream = new MemoryStream();
        using var image = ImageFiles.ToBitmap(tile.Images, tile.Index);
        if (image.Width <= width)
        {
            ImageFiles.EncodePng(stream, image);
        }
        else
        {
            var size = image.Info.WithSize(Math.Max(1, width), Math.Max(1, height));
            using var small = image.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            ImageFiles.EncodePng(stream, small);
        }

        return stream.ToArray();
    }

    // The sign tells as much as the colour, for those who do not see the difference.
    private static void WriteBadge(TextWriter writer, bool isCorrect, double x, double y, int radius)
    {
        var arm = radius * 0.38;
        FormattableString tick = $"M{-1.15 * arm:0.##} {0.1 * arm:0.##}L{-0.25 * arm:0.##} {arm:0.##}L{1.25 * arm:0.##} {-0.9 * arm:0.##}";
        FormattableString cross = $"M{-arm:0.##} {-arm:0.##}L{arm:0.##} {arm:0.##}M{-arm:0.##} {arm:0.##}L{arm:0.##} {-arm:0.##}";
        Line(writer, $"<g transform=\"translate({x} {y})\"><circle class=\"badge\" r=\"{radius}\"/>");
        Line(writer, $"<path class=\"sign\" stroke-width=\"{radius / 4.5:0.##}\" d=\"{FormattableString.Invariant(isCorrect ? tick : cross)}\"/></g>");
    }

    private void WriteRow(TextWriter writer, ContactSheetRow row, int index)
    {
        var top = _layout.RowTop(index);
        if (index > 0)
        {
            Line(writer, $"<path class=\"line\" d=\"M{Margin} {top - (Gap / 2)}H{_layout.Width - Margin}\"/>");
        }

        var lines = CaptionLines(row.Caption);
        Text(writer, "ink", Margin, CaptionTop(top, lines.Count), lines);
        foreach (var (column, tile) in row.Tiles.Index())
        {
            if (tile is not null)
            {
                WriteTile(writer, tile, ColumnLeft(column), top);
            }
        }
    }

    private void WriteLegend(TextWriter writer)
    {
        var left = Margin;
        foreach (var (isCorrect, words) in new[] { (true, "correct"), (false, "incorrect") })
        {
            writer.WriteLine($"<g class=\"{(isCorrect ? "good" : "bad")}\">");
            WriteBadge(writer, isCorrect, left + LegendRadius, _layout.LegendTop + LegendRadius - 2, LegendRadius);
            writer.WriteLine("</g>");
            left += (2 * LegendRadius) + 8;
            Text(writer, "faint", left, _layout.LegendTop - 3, [words]);
            left += PixelFont.Measure(words, TextScale) + (2 * Gap);
        }
    }
}
