using RewardLab.Reports.Charts;
using SkiaSharp;

namespace RewardLab.Reports.Tests.Charts;

public sealed class StackedBarChartTests
{
    private static readonly StackedBarChart Example = StackedBarChart.OfOutcomes("Alignment", [
        new StackedBarRow("TextNorm", [33, 12, 15]),
        new StackedBarRow("nobody", [0, 0, 0]),
        new StackedBarRow("everybody", [0, 0, 7]),
        new StackedBarRow("nearly", [996, 3, 1]),
    ]);

    [Fact]
    public void Bar_OfCounts_IsPartedByTheirShares()
    {
        var rendered = new RenderedChart(Example);

        // 55%, 20% and 25%: on either side of each border.
        foreach (var (share, segment) in (IEnumerable<(double, int)>)[(0.01, 0), (0.54, 0), (0.56, 1), (0.74, 1), (0.76, 2), (0.99, 2)])
        {
            At(rendered, 0, share).ShouldBe(Rgb(StackedBarPainter.Colour(segment, 3)), $"{share}");
        }

        foreach (var share in (double[])[0.01, 0.4, 0.99])
        {
            At(rendered, 1, share).ShouldBe(Rgb(ChartInk.Paper));
            At(rendered, 2, share).ShouldBe(Rgb(StackedBarPainter.Colour(2, 3)));
        }
    }

    [Fact]
    public void Svg_OfBars_HoldsTheirWordsAndTheSharesThatFit()
    {
        var words = new RenderedChart(Example with { XLabel = "sets", YLabel = "method" }).Words;
        foreach (var word in (string[])
        [
            "Alignment", "TextNorm", "nobody", "win", "tie", "loss", "n = 60", "n = 0", "none", "n = 7", "n = 1000", "55%", "20%", "sets", "method",
        ])
        {
            words.ShouldContain(word);
        }

        // 25% and 100% stand on the axis too; one in a thousand has no room for a figure.
        words.Count(word => string.Equals(word, "25%", StringComparison.Ordinal)).ShouldBe(2);
        words.Count(word => string.Equals(word, "100%", StringComparison.Ordinal)).ShouldBe(3);
        words.Count(word => string.Equals(word, "0%", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Description_OfBars_SaysTheirShares() => Example.Describe().ShouldBe(
        "Stacked bars of win, tie, loss: TextNorm, 55% win, 20% tie, 25% loss of 60; nobody, none; everybody, 0% win, 0% tie, 100% loss of 7; "
        + "nearly, 100% win, 0% tie, 0% loss of 1000.");

    [Fact]
    public void Segments_OfOutcomes_DifferInGreyAndCarryReadableNumbers()
    {
        var colours = Enumerable.Range(0, 3).Select(segment => StackedBarPainter.Colour(segment, 3)).ToArray();
        for (var i = 0; i < 3; i++)
        {
            Contrast(colours[i], ChartInk.ReadableOn(colours[i])).ShouldBeGreaterThan(3.5);
            Contrast(colours[i], colours[(i + 1) % 3]).ShouldBeGreaterThan(2);
        }

        (StackedBarPainter.Colour(0, 2), StackedBarPainter.Colour(1, 2)).ShouldBe((colours[0], colours[2]));
    }

    [Fact]
    public void Segments_OfAnyNumber_HaveColoursOfTheirOwn()
    {
        for (var count = 1; count <= 8; count++)
        {
            Enumerable.Range(0, count).Select(segment => StackedBarPainter.Colour(segment, count)).ShouldBeUnique();
        }
    }

    [Fact]
    public void Chart_OfLongWords_KeepsThemInside()
    {
        var words = string.Concat(Enumerable.Repeat("quite a long name ", 30));
        var chart = new StackedBarChart(
            words,
            [.. Enumerable.Range(0, 8).Select(i => $"{i} {words}")],
            [new StackedBarRow(words, [1e300, 1, 2, 3, 4, 5, 6, 7]), new StackedBarRow(new string('x', 200), [123456, 1, 1, 1, 1, 1, 1, 1])])
        {
            XLabel = words,
            YLabel = words,
        };
        var rendered = new RenderedChart(chart);
        var (width, height) = (rendered.Image.Width / ChartFile.Scale, rendered.Image.Height / ChartFile.Scale);
        for (var x = 0; x < width; x++)
        {
            rendered.At(x, 4).ShouldBe((255, 255, 255));
            rendered.At(x, height - 4).ShouldBe((255, 255, 255));
        }

        for (var y = 0; y < height; y++)
        {
            rendered.At(4, y).ShouldBe((255, 255, 255));
            rendered.At(width - 4, y).ShouldBe((255, 255, 255));
        }
    }

    private static double Contrast(SKColor a, SKColor b)
    {
        var (one, other) = (ChartInk.Luminance(a), ChartInk.Luminance(b));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static (int Red, int Green, int Blue) Rgb(SKColor colour) => (colour.Red, colour.Green, colour.Blue);

    // Near the bar's upper edge, above the figures.
    private static (int Red, int Green, int Blue) At(RenderedChart rendered, int row, double share)
    {
        var bar = new StackedBarPainter(Example).Bar(row);
        return rendered.At(bar.Left + (share * bar.Width), bar.Top + 3);
    }
}
