using System.Globalization;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Monitoring;

namespace RewardLab.Reports.Curves;

/// <summary>A chart as SVG inside a page, which colours it: what there is to see without a script, and in print.</summary>
internal static class CurveSvg
{
    private const int Width = 640;
    private const int Height = 300;
    private const int Left = 58;
    private const int Right = 12;
    private const int Top = 14;
    private const int Bottom = 40;

    // More would lie on one another.
    private const int MaxPoints = 160;
    private const int MaxBands = 6;
    private const int MaxMarkers = 8;

    public static void Write(TextWriter writer, CurveChart chart)
    {
        var lines = chart.Lines.Select(line => line with { Points = Curve.Thin(line.Points, MaxPoints) }).ToArray();
        var hasBands = lines.Length <= MaxBands;
        var x = AxisRange.Create(
            null, lines.SelectMany(line => line.Points).SelectMany(point => new[] { point.FirstX, point.LastX }).Concat(chart.Marks.Select(mark => mark.X)));
        var y = AxisRange.Create(
            null, lines.SelectMany(line => line.Points).SelectMany(point => hasBands ? new[] { point.Minimum, point.Maximum } : [point.Last]));
        var plot = new Plot(x, y);
        writer.Write(
            $"<svg class=\"static\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlText.Encode(chart.Describe())}\">\n<g class=\"axis\">\n");
        foreach (var (value, text) in AxisTicks.Compute(y.Low, y.High, 5))
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<path class=\"grid\" d=\"M{Left} {plot.Y(value):0.#}H{Width - Right}\" />"
                + $"<text x=\"{Left - 7}\" y=\"{plot.Y(value) + 4:0.#}\" text-anchor=\"end\">{text}</text>\n"));
        }

        foreach (var (value, text) in AxisTicks.Compute(x.Low, x.High, 7))
        {
            writer.Write(Invariant($"<text x=\"{plot.X(value):0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{text}</text>\n"));
        }

        writer.Write(
            $"<path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" /><text class=\"unit\" x=\"{(Left + Width - Right) / 2}\" "
            + $"y=\"{Height - 6}\" text-anchor=\"middle\">{HtmlText.Encode(chart.Unit)}</text>\n</g>\n");
        foreach (var mark in chart.Marks)
        {
            writer.Write(
                Invariant($"<path class=\"mark\" d=\"M{plot.X(mark.X):0.#} {Top}V{Height - Bottom}\"><title>{HtmlText.Encode(mark.Words)}</title></path>\n"));
        }

        foreach (var line in lines)
        {
            Write(writer, line, plot, hasBands);
        }

        writer.Write("</svg>\n");
    }

    private static void Write(TextWriter writer, CurveLine line, Plot plot, bool hasBands)
    {
        if (hasBands && line.HasBand)
        {
            var edge = line.Points.Select(point => Place(point.LastX, point.Maximum))
                .Concat(line.Points.Reverse().Select(point => Place(point.LastX, point.Minimum)));
            writer.Write($"<polygon class=\"band ink-{line.Style.Ink}\" points=\"{string.Join(' ', edge)}\" />\n");
        }

        if (line.Points.Count > 1)
        {
            writer.Write(
                $"<polyline class=\"line ink-{line.Style.Ink} dash-{line.Style.Dash}\" "
                + $"points=\"{string.Join(' ', line.Points.Select(point => Place(point.LastX, point.Last)))}\" />\n");
        }

        // A few marks along a line that shares its colour; of a single point that is all there is to see.
        var stride = line.Points.Count == 1 ? 1 : line.Style.Marker == 0 ? 0 : Math.Max(1, line.Points.Count / MaxMarkers);
        for (var i = 0; stride > 0 && i < line.Points.Count; i += stride)
        {
            var (x, y) = (plot.X(line.Points[i].LastX), plot.Y(line.Points[i].Last));
            writer.Write($"<path class=\"dot ink-{line.Style.Ink}\" d=\"{MarkerPath.Create(line.Style.Marker, x, y, 3.5)}\" />\n");
        }

        string Place(double x, double y) => Invariant($"{plot.X(x):0.#},{plot.Y(y):0.#}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Plot(AxisRange Across, AxisRange Up)
    {
        public double X(double value) => Left + ((value - Across.Low) / (Across.High - Across.Low) * (Width - Left - Right));

        public double Y(double value) => Height - Bottom - ((value - Up.Low) / (Up.High - Up.Low) * (Height - Top - Bottom));
    }
}
