using RewardLab.Abstractions;
using RewardLab.Reports.Charts;

namespace RewardLab.Reports.Tests.Charts;

public sealed class ChartTests
{
    private const string Odd = "two \u732b & <script>alert(\"1\")</script> \ud83d\ude00 e\u0301 \u0000\u0007\ufffe \u202e clip-path=\"url(#cl_1)\" ";

    public static TheoryData<string> Kinds => ["heat", "lines", "scatter", "histogram", "bars"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chart_WithHostileNumbers_IsRendered(string kind)
    {
        double[][] cases =
        [
            [], [1], [double.NaN], [double.PositiveInfinity, double.NegativeInfinity], [3, 3, 3], [-1e300, 1e300], [double.MaxValue, double.MinValue],
            [1e-300, 2e-300], [0, double.NaN, 1], [1, 1 + 1e-16, 1 + 2e-16], [0, 0],
        ];
        foreach (var values in cases)
        {
            var rendered = new RenderedChart(Make(kind, "t", values));
            rendered.Image.Width.ShouldBeGreaterThan(600);
            rendered.Xml.Root!.Name.LocalName.ShouldBe("svg");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chart_WithOddWords_StaysXmlThatSaysThem(string kind)
    {
        var chart = Make(kind, Odd + string.Concat(Enumerable.Repeat("a very long prompt ", 60)), [1, 2]) with { XLabel = Odd, YLabel = Odd };
        var rendered = new RenderedChart(chart);
        rendered.Xml.Descendants().ShouldNotContain(element => element.Name.LocalName == "script");
        rendered.Xml.Descendants().Single(element => element.Name.LocalName == "title").Value.ShouldContain("<script>alert(\"1\")</script>");
        rendered.Words.ShouldContain(word => word.Contains("<script>", StringComparison.Ordinal));
        rendered.Image.Width.ShouldBeLessThan(4000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chart_RenderedTwice_IsTheSameBytes(string kind)
    {
        var (first, second) = (new RenderedChart(Make(kind, "t", [1, 2, 4])), new RenderedChart(Make(kind, "t", [1, 2, 4])));
        second.Png.ShouldBe(first.Png);
        second.Svg.ShouldBe(first.Svg);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Svg_OfAChart_RefersToNothingOutside(string kind)
    {
        var rendered = new RenderedChart(Make(kind, "t", [1, 2, 4]));
        foreach (var attribute in rendered.Xml.Descendants().SelectMany(element => element.Attributes()).Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            attribute.Value.ShouldNotContain("://");
            attribute.Name.LocalName.ShouldNotBe("href");
        }

        var ids = rendered.Xml.Descendants().Select(element => element.Attribute("id")?.Value).OfType<string>().ToArray();
        ids.ShouldBeUnique();
        rendered.Xml.Descendants()
            .Select(element => element.Attribute("clip-path")?.Value)
            .OfType<string>()
            .ShouldAllBe(clip => ids.Contains(clip.Substring(5, clip.Length - 6)));
    }

    [Fact]
    public void Lines_OfSeveralSeries_HaveTheirColoursAndNames()
    {
        var rendered = new RenderedChart(new LineChart("t", [
            new LineSeries("first", [0, 1], [0.25, 0.25]),
            new LineSeries("second", [0, 1], [0.75, 0.75]) { Lower = [0.65, 0.65], Upper = [0.85, 0.85] },
        ]) { XLimits = [0, 1], YLimits = [0, 1], XLabel = "across", YLabel = "up" });
        foreach (var word in (string[])["first", "second", "across", "up"])
        {
            rendered.Words.ShouldContain(word);
        }

        var colours = Colours(rendered);
        colours.ShouldContain((0x00, 0x72, 0xB2));
        colours.ShouldContain((0xD5, 0x5E, 0x00));
    }

    [Fact]
    public void Lines_OfOneSubject_HaveOneColourInEveryChart()
    {
        var styles = new Dictionary<string, int>(StringComparer.Ordinal);
        int NumberOf(string subject) => styles.TryGetValue(subject, out var style) ? style : styles[subject] = styles.Count;
        LineSeries Line(string name, string? subject = null) => new(name, [0, 1], [0, 1]) { Subject = subject };

        var both = new LineChart("t", [Line("clip"), Line("blip")]).WithStyles(NumberOf);
        var alone = new RenderedChart(new LineChart("t", [Line("blip (error 0.1)", "blip")]).WithStyles(NumberOf));

        ((LineChart)both).Styles.ShouldBe([0, 1]);
        Colours(alone).ShouldContain((0xD5, 0x5E, 0x00));
        Colours(alone).ShouldNotContain((0x00, 0x72, 0xB2));
    }

    [Theory]
    [InlineData("lines", true)]
    [InlineData("scatter", true)]
    [InlineData("histogram", true)]
    [InlineData("heat", false)]
    public void Svg_OfAChart_FollowsADarkScreenExceptForColoursThatAreValues(string kind, bool areColoursNames)
    {
        var style = new RenderedChart(Make(kind, "t", [1, 2, 4])).Xml.Descendants().Single(element => element.Name.LocalName == "style").Value;

        style.ShouldContain("prefers-color-scheme: dark");
        style.ShouldContain("[fill=\"white\"] { fill: #1c2025; }");
        style.Contains("[fill=\"#0072B2\"] { fill: #5aaeec; }", StringComparison.Ordinal).ShouldBe(areColoursNames);
    }

    [Fact]
    public void Words_OnColoursThatAreValues_KeepTheirColourOnADarkScreen()
    {
        var bars = new RenderedChart(StackedBarChart.OfOutcomes("t", [new StackedBarRow("a", [60, 20, 20])]));
        var map = new RenderedChart(new HeatMapChart("t", ["a", "b"], ["c", "d"], [[0.1, 0.9], [null, 0.5]]));

        foreach (var (chart, words) in ((RenderedChart, string[])[])[(bars, ["60%"]), (map, ["0.10", "0.90"])])
        {
            var style = chart.Xml.Descendants().Single(element => element.Name.LocalName == "style").Value;
            var letters = chart.Xml.Descendants()
                .Where(element => element.Name.LocalName == "text" && words.Contains(element.Value.Trim(), StringComparer.Ordinal))
                .Select(element => element.Attribute("fill")!.Value)
                .ToArray();
            letters.ShouldNotBeEmpty();
            letters.ShouldAllBe(fill => !style.Contains($"[fill=\"{fill}\"]", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Scatter_OfMorePointsThanAllowed_CountsAllAndDrawsSome()
    {
        var values = Enumerable.Range(0, 1000).Select(i => i / 1000.0).ToArray();
        var chart = new ScatterChart("t", values, values, [.. values.Select(_ => "all")]) { MaxPoints = 10 };
        chart.Quadrants().ShouldBe(new QuadrantShares(0.5, 0, 0, 0.5));
        new RenderedChart(chart).Xml.Descendants().Count(element => element.Name.LocalName == "ellipse").ShouldBe(11, "ten points and the legend's mark");
    }

    [Fact]
    public void Charts_WhosePartsDoNotFit_AreRefused()
    {
        Refusal(new LineChart("t", [new LineSeries("a", [0, 1], [0])])).ShouldContain("one length");
        Refusal(new LineChart("t", [new LineSeries("a", [0], [0]) { Lower = [0] }])).ShouldContain("both a lower edge");
        Refusal(new LineChart("t", []) { XLimits = [1, 0] }).ShouldContain("two finite numbers");
        Refusal(new LineChart("t", [new LineSeries("a", [0], [0])]) { Styles = [] }).ShouldContain("needs a style");
        Refusal(new ScatterChart("t", [0], [0], [])).ShouldContain("0 groups");
        Refusal(new ScatterChart("t", [0], [0], ["a"]) { MaxPoints = 0 }).ShouldContain("at least 1");
        Refusal(new StackedBarChart("t", [], [new StackedBarRow("a", [])])).ShouldContain("1 to 8 segments, not 0");
        Refusal(new StackedBarChart("t", ["s"], [])).ShouldContain("at least one");
        Refusal(new StackedBarChart("t", ["s"], [new StackedBarRow("a", [1, 2])])).ShouldContain("2 values for 1 segments");
        foreach (var amount in (double[])[-1, double.NaN, double.PositiveInfinity])
        {
            Refusal(new StackedBarChart("t", ["s"], [new StackedBarRow("a", [amount])])).ShouldContain("0 or more");
        }

        Refusal(new StackedBarChart("t", ["s", "u"], [new StackedBarRow("a", [double.MaxValue, double.MaxValue])])).ShouldContain("finite with their sum");
        Refusal(new HistogramChart("t", []) { BinCount = 0 }).ShouldContain("1 to 200");
    }

    private static Chart Make(string kind, string words, double[] values) => kind switch
    {
        "heat" => new HeatMapChart(
            words, [words, "r"], [words, "c"], [[values.Length > 0 ? values[0] : null, values.Length > 1 ? values[1] : null], [null, 0.75]]),
        "lines" => new LineChart(
            words,
            [new LineSeries(words, values, values), new LineSeries("band", values, values) { Lower = values, Upper = values, HasMarkers = true }])
            {
                HasDiagonal = true,
                Reference = 0.5,
            },
        "scatter" => new ScatterChart(words, values, values, [.. values.Select((_, i) => i % 2 == 0 ? words : "other")]),
        "bars" => new StackedBarChart(
            words,
            [words, .. values.Select((_, i) => $"segment {i}")],
            [new StackedBarRow(words, [1, .. values.Select(Amount)]), new StackedBarRow("none", [0, .. values.Select(_ => 0.0)])]),
        _ => new HistogramChart(words, [new HistogramGroup(words, values), new HistogramGroup("none", [])]),
    };

    // Bars have no place for numbers below 0 or without end, and refuse them.
    private static double Amount(double value) => double.IsFinite(value) ? Math.Min(Math.Abs(value), 1e300) : 0;

    private static HashSet<(int Red, int Green, int Blue)> Colours(RenderedChart rendered) =>
        [.. from y in Enumerable.Range(0, rendered.Image.Height / 2) from x in Enumerable.Range(0, rendered.Image.Width / 2) select rendered.At(x, y)];

    private static string Refusal(Chart chart) => Should.Throw<RewardLabException>(() => chart.WriteSvg(Stream.Null)).Message;
}
