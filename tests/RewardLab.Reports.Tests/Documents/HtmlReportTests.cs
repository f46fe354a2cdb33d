using System.Xml.Linq;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Tests.Documents;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script>alert(\"1\")</script> & '--> </style> \u0000\u0007\ufffe \u732b";

    private static readonly byte[] Image = [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 4, 0, 0, 0, 2, 0, 8, 2, 0, 0, 0];

    [Fact]
    public void Page_WithHostileWords_ShowsThemAsText()
    {
        var page = Page(
            [
                new ReportSection(Hostile),
                new ReportTable(new ResultTable(Hostile, [Hostile], [[Hostile]]) { Footnotes = [Hostile] }),
                new ReportNote(Hostile),
                new ReportFigure(Hostile, "a.png", Hostile) { Caption = Hostile },
                new ReportFigure(Hostile, "missing\"><script>.png", Hostile),
            ],
            new RunRecord { Recipe = new RunRecipe { Name = Hostile, Path = Hostile }, Parameters = new Dictionary<string, object?> { [Hostile] = Hostile } });

        page.Descendants("script").ShouldBeEmpty();
        page.Descendants("style").Count().ShouldBe(1);
        foreach (var element in (string[])["title", "h1", "h2", "h3", "th", "td", "p", "figcaption", "code"])
        {
            page.Descendants(element).ShouldContain(found => found.Value.Contains("<script>alert(\"1\")</script>", StringComparison.Ordinal), element);
        }

        page.Descendants("img").Single().Attribute("alt")!.Value.ShouldContain("<script>alert(\"1\")</script>");
    }

    [Fact]
    public void Page_OfAnyParts_LoadsNothingFromOutside()
    {
        var page = Page([new ReportFigure("a", "a.png", "what it shows"), new ReportTable(new ResultTable("t", ["a"], [["https://example.org/x.js"]]))]);
        foreach (var attribute in page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" or "style" or "content"))
        {
            attribute.Value.ShouldNotContain("://");
        }

        page.Descendants("img").ShouldAllBe(image => image.Attribute("src")!.Value.StartsWith("data:image/", StringComparison.Ordinal));
        page.Descendants("style").Single().Value.ShouldNotContain("url(");
        page.Descendants("style").Single().Value.ShouldNotContain("@import");
        page.Descendants("link").ShouldBeEmpty();
        page.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!.Value
            .ShouldBe("default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'");
    }

    [Fact]
    public void Contents_OfALongReport_LeadToEveryPart()
    {
        var page = Page([
            new ReportNote("before all"),
            new ReportTable(new ResultTable("first", ["a"], [[1]])),
            new ReportTable(new ResultTable("", ["a"], [[1]])),
            new ReportSection("later"),
            new ReportFigure("picture", "a.png", "alt"),
            new ReportTable(new ResultTable("first", ["a"], [[1]])),
        ]);

        var ids = page.Descendants().Select(element => element.Attribute("id")?.Value).OfType<string>().ToArray();
        ids.ShouldBeUnique();
        ids.ShouldNotContain("");
        var links = page.Descendants("nav").Single().Descendants("a").ToArray();
        links.Select(link => link.Value).ShouldBe(["Results", "first", "later", "picture", "first", "Scores", "Configuration", "Made with"]);
        links.ShouldAllBe(link => ids.Contains(link.Attribute("href")!.Value.Substring(1)));
    }

    [Fact]
    public void Contents_OfAShortReport_AreLeftOut() => Page([], scores: []).Descendants("nav").ShouldBeEmpty();

    [Fact]
    public void Figure_WithAVectorAndAPixelRatio_ShowsTheVectorAtItsSize()
    {
        var page = Page([new ReportFigure("a", "a.png", "alt") { VectorPath = "a.svg", PixelRatio = 2 }]);
        var image = page.Descendants("img").Single();
        image.Attribute("src")!.Value.ShouldBe($"data:image/svg+xml;base64,{Convert.ToBase64String("<svg/>"u8)}");
        image.Attribute("width")!.Value.ShouldBe("512");
        image.Attribute("height")!.Value.ShouldBe("256");
    }

    [Fact]
    public void Images_BeyondTheBound_AreLinkedToInstead()
    {
        var bound = 2 * (((Image.Length + 2) / 3 * 4) + 1);
        var page = Page([.. Enumerable.Range(0, 3).Select(i => new ReportFigure("a", "a.png", $"image {i}"))], maxBytes: bound);
        page.Descendants("img").Count().ShouldBe(2);
        var left = page.Descendants("p").Single(paragraph => paragraph.Attribute("class")?.Value == "left-out");
        left.Value.ShouldContain("image 2");
        left.Element("a")!.Attribute("href")!.Value.ShouldBe("a.png");
    }

    [Fact]
    public void Images_ThatFollowEachOther_ShareARow()
    {
        var page = Page([
            new ReportFigure("a", "a.png", "1"), new ReportFigure("a", "a.png", "2"), new ReportNote("words"), new ReportFigure("a", "a.png", "3"),
        ]);
        page.Descendants("div").Where(div => div.Attribute("class")?.Value == "figures").Select(row => row.Elements("figure").Count()).ShouldBe([2, 1]);
    }

    [Theory]
    [InlineData("0.712 [0.68, 0.74]", true)]
    [InlineData("+0.712 [-0.68, +0.74] *", true)]
    [InlineData("-0.5", true)]
    [InlineData("12%", true)]
    [InlineData("3 apples", false)]
    [InlineData("n = 4", false)]
    public void Column_OfNumbersAsText_StandsRight(string cell, bool isNumeric) =>
        (Page([new ReportTable(new ResultTable("t", ["value"], [[cell], ["-"], [null]]))]).Descendants("th").First().Attribute("class")?.Value == "num")
            .ShouldBe(isNumeric);

    [Fact]
    public void Note_OfTwoParagraphs_IsTwo() =>
        Page([new ReportNote("one\nstill one\n\ntwo")])
            .Descendants("p")
            .Select(paragraph => paragraph.Value)
            .ShouldBe(["Recipe r.csx, seed 0.", "one still one", "two"]);

    private static XDocument Page(IReadOnlyList<ReportItem> items, RunRecord? record = null, string[]? scores = null, long maxBytes = HtmlReport.MaxBytes)
    {
        var content = ReportContent.Create(
            record ?? new RunRecord { Recipe = new RunRecipe { Name = "r", Path = "r.csx" } }, items, [], scores ?? ["scores/a.csv"]);
        using var writer = new StringWriter();
        new HtmlReport(content, Read, maxBytes).Write(writer);
        var text = writer.ToString();
        text.ShouldStartWith("<!DOCTYPE html>\n");
        return XDocument.Parse(text);
    }

    private static byte[]? Read(string path) => path switch { "a.png" => Image, "a.svg" => "<svg/>"u8.ToArray(), _ => null };
}
