using System.Text;
using System.Text.RegularExpressions;

namespace RewardLab.Web.Tests;

/// <summary>What one can do on the pages of runs: compare held-out images, change charts, sort and choose columns, sort and enlarge images.</summary>
public sealed partial class RunPageToolsTests(Chromium chromium) : IDisposable
{
    private const string Recipe =
        """
        var rate = Lab.Param("rate", 1.0, "how fast", min: 0, max: 10);
        for (var i = 1; i <= 40; i++)
        {
            Lab.Run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
            {
                Series = "ddpo",
                Position = new EventPosition("epoch", i),
                Metrics = [RunMetric.Proxy(rate * i + (i % 2)), new RunMetric("kl", 0.1 * i) { IsPrimary = true }],
            });
        }
        """;

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Charts_Printed_AreTwoOnAPage()
    {
        FormerRuns.CopyFineTuning(_workplace, "kept");
        _workplace.Run("report", "last", "--runs", "kept", "--to", "report.html").ExitCode.ShouldBe(0);
        await using var visitor = await chromium.VisitAsync();
        await visitor.Page.GotoAsync(new Uri(_workplace["report.html"]).ToString());
        var charts = await visitor.Page.EvaluateAsync<int>("""
            () => {
              const all = [...document.querySelectorAll('#curves > .charts > figure.chart, .charts > figure.chart')].slice(0, 7);
              const charts = document.createElement('div');
              charts.className = 'charts';
              charts.append(...all);
              document.body.replaceChildren(charts);
              return all.length;
            }
            """);
        charts.ShouldBe(7);
        var paper = await visitor.Page.PrintAsync();
        PageOfAPdf().Count(Encoding.Latin1.GetString(paper)).ShouldBe(4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HeldOutImages_OfAFineTuning_AreComparedByEvaluation(bool isServed)
    {
        var run = FormerRuns.CopyFineTuning(_workplace, "kept");
        _workplace.Run("report", "last", "--runs", "kept", "--to", "report.html").ExitCode.ShouldBe(0);
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync(isServed ? $"{served.Links[0]}runs?run={run}" : new Uri(_workplace["report.html"]).ToString());
        await page.Locator(".held-out.lively canvas").First.ScrollIntoViewAsync();
        (await page.Locator(".held-out canvas").CountAsync()).ShouldBe(4, "two prompts with two seeds");
        (await page.Locator(".held-out output").TextContentAsync()).ShouldBe("epoch 5, selected");

        async Task<string> PixelsAsync(int divideAt)
        {
            await page.GetByLabel("Divide at").FillAsync($"{divideAt}");
            return await page.EvaluateAsync<string>("() => document.querySelector('.held-out canvas').toDataURL()");
        }

        var (base0, last) = (await PixelsAsync(100), await PixelsAsync(0));
        base0.ShouldNotBe(last);
        (await PixelsAsync(50)).ShouldNotBe(last, "half of it is the base's");

        await page.GetByLabel("evaluation").FillAsync("2");
        await visitor.WaitForTextAsync(".held-out output", text => text == "epoch 2");
        await page.WaitForFunctionAsync("last => document.querySelector('.held-out canvas').toDataURL() !== last", last);
        (await page.Locator(".held-out th[scope=row]").AllTextContentsAsync()).ShouldContain("held-out fidelity");

        // Compared with another evaluation than the base, the left side is that one's.
        await page.GetByLabel("compared with").FillAsync("5");
        await page.WaitForFunctionAsync("() => document.querySelector('.held-out thead th:nth-child(2)').textContent === 'epoch 5, selected'");
        (await PixelsAsync(100)).ShouldBe(last);

        // The handle follows the pointer; the image opens large, where keys step through evaluations.
        var box = await page.Locator(".held-out canvas").First.BoundingBoxAsync();
        await page.Mouse.ClickAsync(box.X + (box.Width * 0.25m), box.Y + 20);
        (await page.EvaluateAsync<double>("() => parseFloat(document.querySelector('.held-out').style.getPropertyValue('--at'))")).ShouldBe(25, 2);
        await page.Button("enlarge image 1 of prompt 1").ClickAsync();
        await page.Locator("dialog.enlarged[open] canvas").WaitForAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await visitor.WaitForTextAsync(".held-out output", text => text == "epoch 3");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("dialog").WaitForCountAsync(0);
        visitor.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Charts_OfAReport_SmoothShareTheirZoomAndAreSaved()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "1").ExitCode.ShouldBe(0);
        _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "2").ExitCode.ShouldBe(0);
        string[] ids = [.. Directory.GetDirectories(_workplace["kept"]).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        _workplace.Run(["report", .. ids, "--runs", "kept", "--to", "report.html"]).ExitCode.ShouldBe(0);
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync(new Uri(_workplace["report.html"]).ToString());
        var proxy = page.Locator("figure.chart").WithText("proxy").First;
        await proxy.Locator(".live .line").First.WaitForAsync();
        Task<string?> Line() => proxy.Locator(".live .line:not(.raw)").First.GetAttributeAsync("d");
        Task<string> Axis() => proxy.Locator(".live .axis").TextContentAsync();

        var (rough, whole) = (await Line(), await Axis());
        await page.GetByLabel("smoothing").FillAsync("0.9");
        (await Line()).ShouldNotBe(rough);
        (await proxy.Locator(".live .raw").CountAsync()).ShouldBe(2, "what was recorded stays to be seen");
        await page.GetByLabel("replicates as mean and band").SetCheckedAsync(true);
        (await proxy.Locator(".live .line:not(.raw)").CountAsync()).ShouldBe(1);
        (await proxy.Locator(".legend").TextContentAsync()).ShouldContain("mean of 2");
        (await proxy.Locator(".live .band").CountAsync()).ShouldBe(1);
        await page.GetByLabel("over time").SetCheckedAsync(true);
        (await Axis())!.ShouldContain("seconds since the start");
        await page.GetByLabel("over time").SetCheckedAsync(false);
        await proxy.Button("log x: logarithmic horizontal scale").ClickAsync();
        (await Axis()).ShouldNotBe(whole);
        await proxy.Button("log x: logarithmic horizontal scale").ClickAsync();

        var other = page.Locator("figure.chart").WithText("kl").First;
        await other.Locator(".live .line").First.WaitForAsync();
        var before = await other.Locator(".live .axis").TextContentAsync();
        await proxy.Button("zoom in").ClickAsync();
        (await other.Locator(".live .axis").TextContentAsync()).ShouldNotBe(before);
        await page.GetByLabel("charts zoom together").SetCheckedAsync(false);
        var zoomed = await other.Locator(".live .axis").TextContentAsync();
        await proxy.Button("show all: undo the zoom (Escape)").ClickAsync();
        (await other.Locator(".live .axis").TextContentAsync()).ShouldBe(zoomed);

        async Task<byte[]> SavedAsync(string name) => await File.ReadAllBytesAsync(await visitor.DownloadAsync(() => proxy.Button(name).ClickAsync()));

        var csv = System.Text.Encoding.UTF8.GetString(await SavedAsync("save the points as CSV")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        csv[0].ShouldBe("series,epoch,seconds,proxy,low,high");
        csv.Length.ShouldBe(81, "as recorded, neither smoothed nor joined");
        csv[1].Split(',')[3].ShouldBe("2");
        (await SavedAsync("save the chart as PNG"))[1..4].ShouldBe("PNG"u8.ToArray());
        visitor.Troubles.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chart_OnALogarithmicScaleOfValues_PutsDoublesAtEqualSteps(bool isServed)
    {
        const string Last = "{ IsPrimary = true }]";
        _workplace.Write("count.csx", Recipe.Replace(Last, "{ IsPrimary = true }, new RunMetric(\"loss\", -i) " + Last, StringComparison.Ordinal));
        _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "1").ExitCode.ShouldBe(0);
        _workplace.Run("report", "last", "--runs", "kept", "--to", "report.html").ExitCode.ShouldBe(0);
        var run = Path.GetFileName(Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem());
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync(isServed ? $"{served.Links[0]}runs?run={run}" : new Uri(_workplace["report.html"]).ToString());
        var proxy = page.Locator("figure.chart").WithText("proxy").First;
        await proxy.ScrollIntoViewAsync();
        await proxy.Locator(".live .line").First.WaitForAsync();
        var button = proxy.Button("log y: logarithmic scale of values");
        Task<string[]> LabelsAsync() => proxy.Locator(".live .axis text[text-anchor=end]").AllTextContentsAsync();

        // Of epochs 1, 3, 7, 15 and 31 the values are 2, 4, 8, 16 and 32.
        async Task<double[]> StepsAsync()
        {
            var path = await proxy.Locator(".live .line").First.GetAttributeAsync("d");
            double[] heights =
            [
                .. path!.Split('M', 'L').Skip(1).Select(point => double.Parse(point.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)),
            ];
            heights.Length.ShouldBe(40);
            double[] doubles = [.. new[] { 1, 3, 7, 15, 31 }.Select(epoch => heights[epoch - 1])];
            return [.. doubles.Zip(doubles.Skip(1), (low, high) => low - high)];
        }

        (await StepsAsync())[3].ShouldBe(8 * (await StepsAsync())[0], 1.5, "a scale of equal steps");
        await button.ClickAsync();
        (await button.GetAttributeAsync("aria-pressed")).ShouldBe("true");
        (await LabelsAsync()).ShouldBe(["2", "5", "10", "20"]);
        (await StepsAsync()).ShouldAllBe(step => step > 20);
        (await StepsAsync()).Max().ShouldBe((await StepsAsync()).Min(), 0.3);

        // By its key, too, when the chart has the focus.
        await proxy.Locator(".plot").ClickAsync();
        await page.Keyboard.PressAsync("l");
        (await button.GetAttributeAsync("aria-pressed")).ShouldBe("false");
        (await LabelsAsync())[0].ShouldBe("0");
        await page.Keyboard.PressAsync("l");
        (await LabelsAsync()).ShouldBe(["2", "5", "10", "20"]);

        var negative = page.Locator("figure.chart").WithText("loss").First;
        await negative.ScrollIntoViewAsync();
        await negative.Locator(".live .line").First.WaitForAsync();
        (await negative.Button("log y: logarithmic scale of values").GetAttributeAsync("disabled")).ShouldNotBeNull("no value is above zero");
        visitor.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_OfRuns_SortsAndShowsChosenParametersMetricsTagsAndNotes()
    {
        _workplace.Write("count.csx", Recipe);
        foreach (var rate in (string[])["3", "10", "2"])
        {
            _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "1", "--set", $"rate={rate}").ExitCode.ShouldBe(0);
        }

        _workplace.Run("runs", "tag", "last", "best", "--runs", "kept").ExitCode.ShouldBe(0);
        _workplace.Run("runs", "note", "last", "slow <b>and</b> steady", "--runs", "kept").ExitCode.ShouldBe(0);
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync(served.Links[0]);
        await page.Locator("#rows .tag").WithText("best").WaitForAsync();
        (await page.Locator("#rows").TextContentAsync()).ShouldContain("slow <b>and</b> steady");

        await page.Locator("summary").WithText("Columns").ClickAsync();
        await page.GetByLabel("rate").SetCheckedAsync(true);
        await page.GetByLabel("proxy").SetCheckedAsync(true);
        await page.WaitForFunctionAsync("() => document.querySelector('#rows tr').cells.length === 11");
        async Task<string[]> ColumnAsync(int column) =>
            await page.EvaluateAsync<string[]>("column => [...document.querySelectorAll('#rows tr')].map(row => row.cells[column].textContent)", column);
        await page.Button("rate").ClickAsync();
        (await ColumnAsync(9)).ShouldBe(["10", "3", "2"], "by size, not by letters");
        (await ColumnAsync(10)).ShouldBe(["400", "120", "80"]);
        await page.Button("proxy").ClickAsync();
        await page.Button("proxy").ClickAsync();
        (await ColumnAsync(10)).ShouldBe(["80", "120", "400"]);
        (await page.Locator("th[aria-sort=ascending]").TextContentAsync()).ShouldBe("proxy");

        // The choice stays, and so does the order while the list renews itself.
        await visitor.WaitForRepliesAsync("/list?column", 2); // of which the first is shown
        (await ColumnAsync(10)).ShouldBe(["80", "120", "400"]);
        await page.ReloadAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('#rows tr').cells.length === 11");
        await page.Locator("#rows .tag").ClickAsync();
        (await page.Locator("#rows tr").CountVisibleAsync()).ShouldBe(1);
        visitor.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Images_OfARun_AreOrderedFilteredAndEnlarged()
    {
        _workplace.Write(
            "images.csx",
            """
            var pools = Lab.Generate(Lab.ImageModel("toybox", new { numInferenceSteps = 4 }), ["a cat", "two balls"], 3);
            Lab.Evaluate.Benchmark(pools, [Lab.Reward("toybox-clip").Named("clip")], Lab.Reward("toybox-truth").Named("truth"));
            """);
        var outcome = _workplace.Run("run", "images.csx", "--runs", "kept");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var run = Path.GetFileName(Directory.GetDirectories(_workplace["kept"]).Single());
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync($"{served.Links[0]}samples/{run}");
        (await page.Locator(".sample").CountAsync()).ShouldBe(6);

        var order = page.GetByLabel("Order");
        var lowest = (await order.Locator("option").AllTextContentsAsync()).First(text => text.StartsWith("lowest", StringComparison.Ordinal));
        await order.FillAsync(lowest);
        await page.WaitForAddressAsync(url => url.Contains("order=", StringComparison.Ordinal));
        var reward = lowest["lowest ".Length..];
        double[] scores = await page.EvaluateAsync<double[]>(
            "reward => [...document.querySelectorAll('.sample figcaption')].map(text => parseFloat(text.innerHTML.split(reward + ' ')[1]))", reward);
        scores.ShouldBe(scores.Order());
        await page.GetByLabel("Prompts with").FillAsync("CAT");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForAddressAsync(url => url.Contains("words=CAT", StringComparison.Ordinal));
        (await page.Locator(".sample").CountAsync()).ShouldBe(3);
        (await page.Locator("[role=status], output").TextContentAsync()).ShouldBe("3 of 6 images");

        await page.Locator(".sample button").First.ClickAsync();
        var first = await page.Locator("dialog img").GetAttributeAsync("src");
        await page.Keyboard.PressAsync("ArrowRight");
        (await page.Locator("dialog img").GetAttributeAsync("src")).ShouldNotBe(first);
        visitor.Troubles.ShouldBeEmpty();
    }

    [GeneratedRegex("/Type */Page[^s]", RegexOptions.NonBacktracking)]
    private static partial Regex PageOfAPdf();
}
