using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using RewardLab.Runs.Images;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Charts as PNG and SVG.</summary>
internal static partial class ChartFile
{
    /// <summary>Pixels of the PNG for each unit of a chart.</summary>
    public const int Scale = Chart.PixelRatio;

    // Verdana's letters are as wide as DejaVu's, so that words stay in place where DejaVu is not installed.
    private const string Families = ChartFont.Family + ", Verdana, sans-serif";

    public static void WritePng(Stream stream, Chart chart)
    {
        var painter = ChartPainter.Create(chart);
        using var bitmap = new SKBitmap(new SKImageInfo(painter.Width * Scale, painter.Height * Scale, SKColorType.Rgb888x, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(ChartInk.Paper);
        canvas.Scale(Scale);
        painter.Paint(canvas);
        canvas.Flush();
        ImageFiles.EncodePng(stream, bitmap);
    }

    public static void WriteSvg(Stream stream, Chart chart)
    {
        var painter = ChartPainter.Create(chart);
        using var svg = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(painter.Width, painter.Height), svg))
        {
            using var paper = new SKPaint { Color = ChartInk.Paper };
            canvas.DrawRect(0, 0, painter.Width, painter.Height, paper);
            painter.Paint(canvas);
        }

        stream.Write(Encoding.UTF8.GetBytes(Finished(Encoding.UTF8.GetString(svg.ToArray()), painter, chart)));
    }

    /// <summary>Adds what the drawing library leaves out: a view box, so that the image can be scaled, other fonts,
    /// and words for those who do not see it.</summary>
    private static string Finished(string svg, ChartPainter painter, Chart chart)
    {
        var root = svg.IndexOf("<svg ", StringComparison.Ordinal);
        var end = svg.IndexOf('>', root);
        return string.Concat(
            svg.AsSpan(0, end),
            $" viewBox=\"0 0 {painter.Width} {painter.Height}\" role=\"img\">\n<title>{Escaped(chart.Title)}</title>\n<desc>{Escaped(chart.Describe())}</desc>"
                + DarkInk.StyleOf(chart),
            Renumbered(svg[(end + 1)..])
                .Replace($"font-family=\"{ChartFont.Family}\"", $"font-family=\"{Families}\"", StringComparison.Ordinal)
                .Replace($"font-family=\"'{ChartFont.Family}'\"", $"font-family=\"{Families}\"", StringComparison.Ordinal));
    }

    /// <summary>Numbers clips from 1: the drawing library counts on through all images of a process, and the same chart would not be the same bytes.</summary>
    private static string Renumbered(string svg)
    {
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in ClipDefinition().Matches(svg))
        {
            numbers.TryAdd(match.Value, string.Create(CultureInfo.InvariantCulture, $"clip{numbers.Count + 1}"));
        }

        return ClipName().Replace(svg, match => numbers.GetValueOrDefault(match.Value, match.Value));
    }

    [GeneratedRegex("(?<=<clipPath id=\")cl_[0-9a-f]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ClipDefinition();

    [GeneratedRegex("(?<=<clipPath id=\"|clip-path=\"url\\(#)cl_[0-9a-f]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ClipName();

    private static string Escaped(string text) =>
        SecurityElement.Escape(
            string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? " " : rune.ToString())));
}
