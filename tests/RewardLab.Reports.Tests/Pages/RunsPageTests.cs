using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Events;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;

namespace RewardLab.Reports.Tests.Pages;

public sealed partial class RunsPageTests : IDisposable
{
    private const string Hostile = "</script><img src=x onerror=alert(1)> & ' \" --> \u2028";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private RunStore Store => new(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("best of n: truth of the picked picture, mean over 2 prompts", "best of n: truth of the selected image, mean over 2 prompts")]
    [InlineData("all sets: rewards against people's labels", "all splits: rewards against people's labels")]
    public void Tables_OfAnEarlierVersion_StandUnderTodaysTitle(string former, string now)
    {
        RunEntry Of(string name, string title) => Make(name, items: [new ReportTable(new ResultTable(title, ["reward"], [["clip"]]))]);

        var (page, _) = Page([Of("old", former), Of("new", now)]);

        page.Descendants("h3").Count(heading => heading.Value == now).ShouldBe(1);
        page.Descendants("h3").ShouldNotContain(heading => heading.Value == former);
    }

    [Theory]
    [InlineData("""{"vlm: eye": {"facts": {"model": "eye"}, "totals": {"calls": 12}}}""", "model eye; calls 12")]
    [InlineData("""{"vlm: eye": {"facts": {"model": "eye"}}}""", "components.json' is damaged")]
    [InlineData("[]", "components.json' is damaged")]
    [InlineData("""{"vlm: eye": null}""", "vlm: eye")]
    public void Page_OfARunWithAJudge_SaysWhatAnsweredAndWhatThatTook(string components, string expected)
    {
        var entry = Make("r");
        File.WriteAllText(Path.Combine(entry.Folder, "components.json"), components);

        var (page, _) = Page([entry]);

        page.Descendants("td").ShouldContain(cell => cell.Value.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfHostileWords_ShowsThemAsText()
    {
        var entry = Make(
            "r",
            run =>
            {
                run.Emit(Evaluation(Hostile[..30], 0, new RunMetric(Hostile, 1)));
                run.Emit(Evaluation(Hostile[..30], 1, new RunMetric(Hostile, 2)));
                run.Emit(Evaluation(Hostile[..30], 1) with { Kind = EventKinds.FineTuningAlarm, Severity = EventSeverity.Warning, Message = Hostile });
            },
            new() { [Hostile] = Hostile },
            Hostile,
            [
                new ReportTable(new ResultTable(Hostile, [Hostile], [[Hostile]]) { Footnotes = [Hostile] }),
                new ReportFigure(Hostile, "a.png", "")
                {
                    HeatMap = Map() with { Title = Hostile, Rows = [Hostile], Columns = [Hostile, "b"], Values = [[0.1, null]] },
                },
            ]);

        var (page, text) = Page([entry], title: Hostile);

        page.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        page.Descendants("img").ShouldBeEmpty();
        page.Descendants("script").Count(script => script.Attribute("type") is null).ShouldBe(1);
        page.Descendants("script").Where(script => script.Attribute("type")?.Value == "application/json").ShouldHaveSingleItem();
        Regex.Count(text, "</script", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBe(2, "nothing ends a script but its own end");
        foreach (var element in (string[])["title", "h1", "h3", "th", "td", "p", "code", "b"])
        {
            page.Descendants(element).ShouldContain(found => found.Value.Contains("</script><img src=x onerror=alert(1)>", StringComparison.Ordinal), element);
        }
    }

    [Fact]
    public async Task Page_OfARunThatPeopleJudged_ShowsBarsAndTables()
    {
        var entry = Make("r");
        var models = new[] { "base", Hostile }
            .Select(name => new ModelImages(
                name, new Dictionary<string, IReadOnlyList<StudyImage>> { ["a cat"] = [new StudyImage(entry.Folder, $"{name.Length}.png")] }))
            .ToArray();
        using (var study = Study.Begin(
            Path.Combine(entry.Folder, StudyComparisons.FileName),
            new StudyPlan(StudyKind.Comparisons, "r", 1, 0),
            ComparisonItems.Create(models, 1, 1, false, 0),
            _time))
        {
            var anna = study.Join("Anna");
            await study.SaveAsync([new NewAnswer(anna.Id, 1, StudyQuestion.Alignment, 1), new NewAnswer(anna.Id, 1, StudyQuestion.Quality, 0)]);
        }

        File.WriteAllText(Path.Combine(entry.Folder, StudyLabels.FileName), "damaged");
        var (page, _) = Page([entry]);

        var section = page.Descendants("section").Single(part => part.Attribute("id")?.Value == "people");
        var bars = section.Descendants("img").ToArray();
        bars.Length.ShouldBe(2, "alignment and quality");
        bars.ShouldAllBe(bar => bar.Attribute("src")!.Value.StartsWith("data:image/svg+xml;base64,", StringComparison.Ordinal)
            && bar.Attribute("alt")!.Value.Contains("base against", StringComparison.Ordinal));
        section.Descendants("td").ShouldContain(cell => cell.Value == Hostile.Trim());
        section.Value.ShouldContain("by the majority of their annotators");
        section.Value.ShouldContain("is not a study, or is damaged");
    }

    [Fact]
    public void Page_OfAnyRun_LetsNothingRunButItsOwnScript()
    {
        var (page, text) = Page([Make("r")]);

        var policy = page.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!.Value;
        policy.ShouldBe(
            $"default-src 'none'; style-src 'sha256-{Hash("style", text)}'; script-src 'sha256-{Hash("script", text)}'; "
            + "img-src data:; base-uri 'none'; form-action 'none'");
        page.Descendants().Attributes("style").ShouldBeEmpty("the policy would forbid it");
        page.Descendants("link").ShouldBeEmpty();
        foreach (var attribute in page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" or "content"))
        {
            attribute.Value.ShouldNotContain("://");
        }

        var style = page.Descendants("style").Single().Value;
        style.ShouldNotContain("url(");
        style.ShouldNotContain("@import");
    }

    [Fact]
    public void Contents_OfAPage_LeadToEverySection()
    {
        var (page, _) = Page([Make("r", Curves), Make("s", Curves)]);

        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToArray();
        ids.ShouldBeUnique();
        page.Descendants("a").Select(link => link.Attribute("href")!.Value[1..]).ShouldAllBe(target => ids.Contains(target));
        page.Descendants("nav")
            .Single()
            .Descendants("a")
            .Select(link => link.Value)
            .ShouldBe(["Runs", "Configuration", "Curves", "Runs compared in pairs", "Provenance", "Terms"]);
    }

    [Fact]
    public void Differences_OfRuns_ShowWhatDiffersAlone()
    {
        var one = Make("r", parameters: new() { ["tau"] = 0.3, ["n"] = 4, ["device"] = "cpu", ["file"] = "" }, seed: 1);
        var two = Make("r", parameters: new() { ["tau"] = 0.5, ["n"] = 4, ["device"] = "cpu", ["extra"] = true }, seed: 2, plugin: "ffff");

        var table = new ConfigurationPart(RunFacts.Read([one, two])).Differences();

        table.Shown.ShouldBe(
        [
            ["tau", "0.3", "0.5"],
            ["file", "(empty)", "-"],
            ["extra", "-", "true"],
            ["seed", "1", "2"],
            ["plugin p", "1, SHA-256 abcd", "1, SHA-256 ffff"],
        ]);
    }

    [Fact]
    public void Differences_OfRunsAlike_AreSaidToBeNone() =>
        Page([Make("r"), Make("r")])
            .Page.Descendants("section")
            .Single(part => part.Attribute("id")!.Value == "configuration")
            .Value.ShouldContain("do not differ");

    [Fact]
    public void Chart_WithoutAScript_IsThereAsLines()
    {
        var (page, _) = Page([Make("r", Curves), Make("s", Curves)]);

        var figure = page.Descendants("figure").First(figure => figure.Attribute("class")?.Value == "chart");
        var lines = figure.Descendants("polyline").Where(line => line.Attribute("class")!.Value.StartsWith("line ", StringComparison.Ordinal)).ToArray();
        lines.Length.ShouldBe(2);
        lines[0].Attribute("points")!.Value.Split(' ').Length.ShouldBe(5);
        figure.Descendants("svg").First().Attribute("aria-label")!.Value.ShouldContain("proxy over epoch");
        figure.Element("ul")!.Elements("li").Count().ShouldBe(2);
    }

    [Fact]
    public void Tables_OfOneTitle_StandTogether()
    {
        static ReportItem[] Items(double value) =>
            [new ReportTable(new ResultTable("Alignment", ["reward", "AUROC"], [["clip", value]])), new ReportTable(new ResultTable("Other", ["a"], [[1]]))];
        var (page, _) = Page([Make("r", items: Items(0.25)), Make("s", items: Items(0.75))]);

        var part = page.Descendants("section").Single(part => part.Attribute("id")!.Value == "tables");
        part.Descendants("h3").Select(heading => heading.Value).ShouldBe(["Alignment", "Other"]);
        part.Value.IndexOf("0.250", StringComparison.Ordinal).ShouldBeLessThan(part.Value.IndexOf("0.750", StringComparison.Ordinal));
        part.Value.IndexOf("0.750", StringComparison.Ordinal).ShouldBeLessThan(part.Value.IndexOf("Other", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 6)]
    [InlineData(5, 4)]
    public void Pairs_OfManyRuns_AreThoseOfTheFirst(int runs, int pairs)
    {
        var (page, _) = Page([.. Enumerable.Range(0, runs).Select(_ => Make("r", Scores))]);

        var part = page.Descendants("section").Single(part => part.Attribute("id")!.Value == "comparisons");
        part.Descendants("h3").Count().ShouldBe(pairs);
        part.Descendants("h4").Count().ShouldBe(pairs);
    }

    [Fact]
    public void HeatMap_InThePage_HasTheImagesColours()
    {
        var map = Map();
        var (page, _) = Page([Make("r", items: [new ReportFigure("map", "map.png", "") { HeatMap = map }])]);

        var cell = page.Descendants("td").Single(cell => cell.Attribute("title")?.Value == "apples, two: 0.95");
        cell.Value.ShouldBe("0.95");
        var (red, green, blue) = map.ColorOf(0.95);
        page.Descendants("style").Single().Value.ShouldContain($".{cell.Attribute("class")!.Value} {{ background: #{red:x2}{green:x2}{blue:x2}; color: #");
        page.Descendants("td").Single(cell => cell.Attribute("title")?.Value == "cats, one: no value").Value.ShouldBeEmpty();
    }

    [Fact]
    public void Images_OfOneName_StandSideBySideUpToTheBound()
    {
        var bytes = (byte[])[0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 4, 0, 0, 0, 2, 0];
        void Save(Run run)
        {
            File.WriteAllBytes(Path.Combine(run.Folder, "sheet.png"), bytes);
            Directory.CreateDirectory(Path.Combine(run.Folder, "charts"));
            File.WriteAllBytes(Path.Combine(run.Folder, "charts", "curve.png"), bytes);
            File.WriteAllText(Path.Combine(run.Folder, "charts", "curve.svg"), "<svg/>");
        }

        var (page, _) = Page([Make("r", Save), Make("s", Save)], maxImageBytes: 2 * ((bytes.Length + 2) / 3 * 4) + 8);

        var part = page.Descendants("section").Single(part => part.Attribute("id")!.Value == "images");
        part.Descendants("h3").Select(heading => heading.Value).ShouldBe(["sheet", "charts/curve"]);
        var images = part.Descendants("img").ToArray();
        images.Select(image => image.Attribute("src")!.Value.Split(',')[0])
            .ShouldBe(["data:image/png;base64", "data:image/png;base64", "data:image/svg+xml;base64"]);
        images.Select(image => image.Attribute("width")!.Value).ShouldBe(["1024", "1024", "512"]);
        part.Descendants("p").Single().Value.ShouldEndWith("charts/curve.png is left out: it would make this page too large.");
    }

    [Fact]
    public void Run_ThatIsDamaged_StillHasItsPart()
    {
        var damaged = Make("r", Curves);
        File.WriteAllText(Path.Combine(damaged.Folder, RunResults.FileName), "{");
        File.AppendAllText(Path.Combine(damaged.Folder, RunEvents.FileName), "no event\n{\"cut o");
        var failed = Make("s", run => run.Fail("recipe.csx(3,5): broken by design"));
        var bare = Make("t");
        File.Delete(Path.Combine(bare.Folder, RunEvents.FileName));

        var (page, _) = Page([damaged, failed, bare]);

        var overview = page.Descendants("section").Single(part => part.Attribute("id")!.Value == "runs");
        overview.Descendants("tbody").Single().Elements("tr").Count().ShouldBe(3);
        overview.Value.ShouldContain("results.json: damaged");
        overview.Value.ShouldContain("line 7");
        overview.Value.ShouldContain("broken by design");
        page.Descendants("figure").ShouldNotBeEmpty();
    }

    [Fact]
    public void Run_WithoutARecord_IsListedWithTheReason()
    {
        var entry = Make("r", Curves);
        File.WriteAllText(Path.Combine(entry.Folder, RunRecord.FileName), "seed: many\n");

        var (page, _) = Page([RunStore.Read(entry.Folder), Make("s", Curves)]);

        page.Descendants("td").ShouldContain(cell => cell.Value == "damaged");
        page.Descendants("p").ShouldContain(remark => remark.Value.Contains("run.yaml' line 1", StringComparison.Ordinal));
        page.Descendants("polyline").ShouldNotBeEmpty();
    }

    [Fact]
    public void TablesAndHeatMaps_VeryLarge_AreTruncated()
    {
        var rows = Enumerable.Range(0, 1200).Select(row => new object?[] { row });
        string[] names = [.. Enumerable.Range(0, 101).Select(number => $"{number}")];
        var map = new HeatMapChart("large", names, names, [.. names.Select(_ => (IReadOnlyList<double?>)[.. names.Select(_ => (double?)0.5)])]);
        var (page, _) = Page(
            [Make("r", items: [new ReportTable(new ResultTable("long", ["row"], rows)), new ReportFigure("map", "m.png", "") { HeatMap = map }])]);

        page.Descendants("section").Single(part => part.Attribute("id")!.Value == "tables").Descendants("tbody").Single().Elements("tr").Count().ShouldBe(500);
        page.Descendants("p").ShouldContain(note => note.Value == "700 more rows are in the run's results.json.");
        page.Descendants("section").Single(part => part.Attribute("id")!.Value == "heat-maps").Value.ShouldContain("101 by 101 cells are too many");
    }

    [Fact]
    public void Run_AtWork_TellsHowFarItIs()
    {
        using var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r", Path = "r.csx" } });
        run.ReportProgress("draw", 3, 8);

        _time.Advance(TimeSpan.FromSeconds(1));
        var overview = Page([RunStore.Read(run.Folder)]).Page.Descendants("section").First();

        overview.Value.ShouldContain("running");
        overview.Value.ShouldContain("is running: draw, 3 of 8");
    }

    [Fact]
    public void Labels_OfRuns_AreShortWhereTheyStayApart() =>
        RunFacts.Labels(["20261126-142430-ddpo-caef", "20261126-142430-rwr-0001", "20261127-142430-rwr-0001", "mine"])
            .ShouldBe(["ddpo-caef", "20261126-142430-rwr-0001", "20261127-142430-rwr-0001", "mine"]);

    [Fact]
    public void Parts_OfAPage_CanBeWrittenByThemselves()
    {
        var runs = RunFacts.Read([Make("r", Curves)]);
        foreach (var part in RunsPage.PartsOf(runs).Where(part => !part.IsEmpty))
        {
            using var writer = new StringWriter();
            part.Write(writer, new PageColors());
            XElement.Parse(writer.ToString()).Attribute("id")!.Value.ShouldBe(part.Id);
        }
    }

    private static HeatMapChart Map() => new("AUROC by count", ["apples", "cats"], ["one", "two"], [[0.5, 0.95], [null, 0.75]]);

    private static void Curves(Run run)
    {
        for (var epoch = 0; epoch < 5; epoch++)
        {
            run.Emit(Evaluation("ddpo", epoch, RunMetric.Proxy(epoch)));
        }
    }

    private static void Scores(Run run) => run.SaveScores(new ScoreTable("clip", ["0.png", "1.png"], ["a", "b"], [ScoreColumn.Reward("clip", [1f, 2f])]));

    private static EventRecord Evaluation(string series, int epoch, params RunMetric[] metrics) =>
        new(EventKinds.FineTuningEvaluation) { Series = series, Position = new EventPosition("epoch", epoch), Metrics = metrics };

    // The bytes as a browser takes them, from one tag to the other.
    private static string Hash(string element, string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(
        Elements().Matches(text).Single(match => match.Groups["name"].Value == element).Groups["content"].Value)));

    private static (XDocument Page, string Text) Page(RunEntry[] runs, string? title = null, long maxImageBytes = RunsPage.MaxImageBytes)
    {
        using var stream = new MemoryStream();
        new RunsPage(RunFacts.Read(runs), title, maxImageBytes).Write(stream);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        text.ShouldStartWith("<!DOCTYPE html>\n");
        return (XDocument.Parse(text), text);
    }

    private RunEntry Make(
        string name,
        Action<Run>? fill = null,
        Dictionary<string, object?>? parameters = null,
        string? path = null,
        IReadOnlyList<ReportItem>? items = null,
        ulong seed = 0,
        string plugin = "abcd")
    {
        using var run = Store.Create(new RunRecord
        {
            Recipe = new RunRecipe { Name = name, Path = path ?? "r.csx", Sha256 = "aa" },
            Parameters = parameters ?? [],
            Seed = seed,
            Plugins = [new RunPlugin { Id = "p", Version = "1", Sha256 = plugin }],
        });
        fill?.Invoke(run);
        if (items is not null)
        {
            using var file = run.CreateFile(RunResults.FileName);
            RunResults.From(items).Write(file);
        }

        return RunStore.Read(run.Folder);
    }

    [GeneratedRegex("<(?<name>style|script)>(?<content>.*?)</(style|script)>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Elements();
}
