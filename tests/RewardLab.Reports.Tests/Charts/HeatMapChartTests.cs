using RewardLab.Abstractions;
using RewardLab.Reports.Charts;
using SkiaSharp;

namespace RewardLab.Reports.Tests.Charts;

public sealed class HeatMapChartTests
{
    private static readonly string[] Objects = ["cat", "teddy bear"];
    private static readonly string[] Counts = ["1", "2", "3"];

    private static readonly HeatMapChart Example = new("AUROC", Objects, Counts, [[0.75, 0.9, 0.55], [null, double.NaN, 2.0]])
    {
        XLabel = "number",
        YLabel = "object",
    };

    [Fact]
    public void Cells_OfThePapersPalette_AreWhiteBlueAndRed()
    {
        var rendered = new RenderedChart(Example);
        At(rendered, 0, 0).ShouldBe((255, 255, 255));
        var (high, low) = (At(rendered, 0, 1), At(rendered, 0, 2));
        high.Blue.ShouldBeGreaterThan(high.Red + 60);
        low.Red.ShouldBeGreaterThan(low.Blue + 60);
    }

    [Fact]
    public void Cells_OfTheSafePalette_AreWhitePurpleAndOrange()
    {
        var rendered = new RenderedChart(Example with { Palette = ChartPalette.ColourBlindSafe });
        At(rendered, 0, 0).ShouldBe((255, 255, 255));
        var (high, low) = (At(rendered, 0, 1), At(rendered, 0, 2));
        high.Blue.ShouldBeGreaterThan(high.Red + 10);
        high.Red.ShouldBeGreaterThan(high.Green + 5);
        low.Red.ShouldBeGreaterThan(low.Green + 30);
        low.Green.ShouldBeGreaterThan(low.Blue + 30);
    }

    [Fact]
    public void Cells_WithoutAValue_AreGreyAndNotWhite()
    {
        var rendered = new RenderedChart(Example);
        At(rendered, 1, 0).ShouldBe(At(rendered, 1, 1));
        At(rendered, 1, 0).ShouldBe((ChartInk.Gap.Red, ChartInk.Gap.Green, ChartInk.Gap.Blue));
    }

    [Fact]
    public void Values_BeyondTheLimits_HaveTheLimitsColour()
    {
        var rendered = new RenderedChart(Example);
        At(rendered, 1, 2).ShouldBe(At(new RenderedChart(Example with { Values = [[0.75, 0.9, 0.55], [null, null, 1.0]] }), 1, 2));
    }

    [Fact]
    public void Svg_OfAMap_HoldsItsWordsAndNumbers()
    {
        var words = new RenderedChart(Example).Words;
        foreach (var word in (string[])["AUROC", "cat", "teddy bear", "1", "2", "3", "number", "object", "0.75", "0.90", "0.55", "2.00", "1.00", "0.50"])
        {
            words.ShouldContain(word);
        }
    }

    [Fact]
    public void Map_RenderedAgainAfterOthers_IsTheSameBytes()
    {
        var first = new RenderedChart(Example);
        _ = new RenderedChart(new LineChart("other", [new LineSeries("a", [0, 1], [0, 1])]));
        var second = new RenderedChart(Example);
        second.Png.ShouldBe(first.Png);
        second.Svg.ShouldBe(first.Svg);
    }

    [Theory]
    [InlineData(ChartPalette.Paper)]
    [InlineData(ChartPalette.ColourBlindSafe)]
    public void Numbers_OnEveryColour_HaveAContrastThatCanBeRead(ChartPalette palette)
    {
        var scale = new DivergingScale(Example with { Palette = palette });
        for (var step = 0; step <= 100; step++)
        {
            var colour = scale[0.5 + (step / 200.0)];
            var (paper, ink) = (ChartInk.Luminance(colour), ChartInk.Luminance(ChartInk.ReadableOn(colour)));
            ((Math.Max(paper, ink) + 0.05) / (Math.Min(paper, ink) + 0.05)).ShouldBeGreaterThan(3.5, $"{0.5 + (step / 200.0)}");
        }
    }

    [Fact]
    public void Map_OfThePapersSize_KeepsEveryLabelInside()
    {
        var names = Enumerable.Range(0, 25).Select(i => $"an object with quite a long name {i}").ToArray();
        var rendered = new RenderedChart(
            new HeatMapChart(new string('x', 400), names, names, [.. names.Select(_ => (IReadOnlyList<double?>)[.. names.Select(_ => (double?)0.8)])]));
        for (var x = 0; x < rendered.Image.Width / ChartFile.Scale; x++)
        {
            rendered.At(x, 2).ShouldBe((255, 255, 255));
            rendered.At(x, (rendered.Image.Height / ChartFile.Scale) - 2).ShouldBe((255, 255, 255));
        }

        for (var y = 0; y < rendered.Image.Height / ChartFile.Scale; y++)
        {
            rendered.At(2, y).ShouldBe((255, 255, 255));
            rendered.At((rendered.Image.Width / ChartFile.Scale) - 2, y).ShouldBe((255, 255, 255));
        }
    }

    [Fact]
    public void Map_WhosePartsDoNotFit_IsRefused()
    {
        Refusal(Example with { Rows = ["cat"] }).ShouldContain("1 rows and 3 columns");
        Refusal(Example with { Rows = [], Values = [] }).ShouldContain("at least one");
        Refusal(Example with { Centre = 1 }).ShouldContain("between its limits");
        Refusal(Example with { High = double.NaN }).ShouldContain("between its limits");
    }

    private static string Refusal(Chart chart) => Should.Throw<RewardLabException>(() => chart.WritePng(Stream.Null)).Message;

    // Beside the figure in the middle.
    private static (int Red, int Green, int Blue) At(RenderedChart rendered, int row, int column)
    {
        SKPoint middle = new HeatMapPainter(Example).Centre(row, column);
        return rendered.At(middle.X - 24, middle.Y - 11);
    }
}
