using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.XRays;
using RewardLab.Reports.Cards;

namespace RewardLab.Reports.Tests.Cards;

public sealed class RewardCardPageTests
{
    [Fact]
    public void Write_OfACard_IsWellFormedAndTheSameEachTime()
    {
        var page = Page(Card());
        page.ShouldBe(Page(Card()));
        XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Descendants("table").Count().ShouldBeGreaterThan(4);
        page.ShouldContain("brighter (20%)");
        System.Net.WebUtility.HtmlDecode(page).ShouldContain("+1.20 [+0.90, +1.50]");
        page.ShouldContain("not scored: only one size");
    }

    [Fact]
    public void Write_OfNamesWithMarkup_ShowsThemAsText() => Page(Card("<script>alert(1)</script>")).ShouldNotContain("<script>");

    [Fact]
    public void Json_OfACard_HasEveryPart()
    {
        using var stream = new MemoryStream();
        RewardCardJson.Write(stream, Card());
        var reward = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("rewards")[0];
        reward.GetProperty("weakSpots")[0].GetProperty("shift").GetProperty("mean").GetDouble().ShouldBe(1.2);
        reward.GetProperty("probe").GetProperty("shifts").GetProperty("clip").GetProperty("mean").GetDouble().ShouldBe(2);
        reward.GetProperty("repeatability")[0].GetProperty("isExact").GetBoolean().ShouldBeTrue();
        reward.GetProperty("imagesPerSecond").ValueKind.ShouldBe(JsonValueKind.Null);
        Encoding.UTF8.GetString(stream.ToArray()).ShouldEndWith("}\n");
    }

    private static string Page(RewardCard card)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        RewardCardPage.Write(writer, card, "Images: made up.");
        return writer.ToString();
    }

    private static RewardCard Card(string name = "clip") => new(5, 10, [Reward(name), Reward("other")]);

    private static RewardXRay Reward(string name)
    {
        var shift = new ConfidenceInterval(1.2, 0.9, 1.5, 5);
        var image = new ImageBatch(new byte[48], 1, 4, 4);
        return new RewardXRay(name, 0.25, IgnoresPrompts: false)
        {
            ImageChanges =
            [
                new ChangeEffect("brighten", "brighter", "20%") { Shift = shift, RaisedShare = 1, VisibleChange = 0.2 },
                new ChangeEffect("upscale", "larger", "2x") { Problem = "only one size" },
            ],
            PromptChanges = [new ChangeEffect("upper-case", "IN UPPER CASE", "") { Shift = new ConfidenceInterval(-0.1, -0.3, 0.1, 5), LoweredShare = 0.5 }],
            MeaningChanges = [new ChangeEffect("less", "object less", "") { Shift = new ConfidenceInterval(-0.7, -0.9, -0.5, 5), LoweredShare = 0.9 }],
            Probe = new ProbeResult(
                [("brighter", "12%")],
                new Dictionary<string, ConfidenceInterval> { [name] = new(2, 1, 3, 5) },
                0.08,
                IsHeldOut: true,
                [("two <cats>", image, image)]),
            Repeatability = [new RepeatabilityCheck("asked twice", 0, IsExact: true)],
            Fingerprint = "0123456789abcdef",
        };
    }
}
