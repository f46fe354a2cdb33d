
namespace RewardLab.Web.Tests;

public sealed class RunPageTests(Chromium chromium) : IDisposable
{
    // Curves, images with scores, a table: what pages show.
    private const string Recipe =
        """
        var steps = Lab.Param("steps", 20, "how many", min: 1, max: 1000);
        var pause = Lab.Param("pause", 0, "milliseconds between them", min: 0, max: 1000);
        for (var i = 1; i <= steps; i++)
        {
            Lab.Run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
            {
                Series = "ddpo <b>bold</b>",
                Position = new EventPosition("epoch", i),
                Metrics = [RunMetric.Proxy(Math.Sqrt(i)), new RunMetric("kl", 0.1 * i) { IsPrimary = true }],
            });
            Lab.Progress("count", i, steps);
            System.Threading.Thread.Sleep(pause);
        }

        Lab.Table("Numbers <i>", new[] { new { number = steps, half = steps / 2.0 }, new { number = 1, half = 0.5 } });
        """;

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Runs_WatchedInTheBrowser_AppearGoOnAndEnd()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "1").ExitCode.ShouldBe(0);
        await using var list = await chromium.VisitAsync();
        await using var one = await chromium.VisitAsync(390, 844, isDark: true);
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        await list.Page.GotoAsync(served.Links[0]);
        (await list.Page.Locator("#rows tr").CountAsync()).ShouldBe(1);

        using var running = _workplace.Start("run", "count.csx", "--runs", "kept", "--seed", "2", "--set", "steps=60", "--set", "pause=100");
        await list.Page.Locator("#rows tr .status.running").WaitForAsync();
        await list.ShootAsync("serve-list");
        await one.Page.GotoAsync(
            new Uri(new Uri(served.Links[0]), await list.Page.Locator("#rows tr").First.Locator("a").First.GetAttributeAsync("href")).ToString());
        await one.WaitForTextAsync("#live", text => text.Contains("count", StringComparison.Ordinal));
        await one.Page.Locator("figure.chart").First.WaitForAsync();
        var early = await one.Page.EvaluateAsync<double>("() => performance.timeOrigin");
        Workplace.End(running).ExitCode.ShouldBe(0);
        await list.Page.Locator("#rows .status.completed").WaitForCountAsync(2);

        // The page of the run has loaded itself again, and has its table now.
        await one.Page.WaitForFunctionAsync("early => performance.timeOrigin !== early && document.getElementById('tables') !== null", early);
        await one.Page.Heading("Numbers <i>").WaitForAsync();
        (await one.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth + 1")).ShouldBeTrue("nothing is cut off on a phone");
        await one.ShootAsync("serve-run-phone");

        // Both together.
        await list.Page.Locator("#rows input").Nth(0).SetCheckedAsync(true);
        await list.Page.Locator("#rows input").Nth(1).SetCheckedAsync(true);
        await list.Page.Button("Compare the selected runs").ClickAsync();
        await list.Page.Heading("2 runs together").WaitForAsync();
        (await list.Page.Locator("figure.chart").First.Locator(".legend li").CountAsync()).ShouldBeGreaterThanOrEqualTo(2);
        await list.ShootAsync("serve-together");
        list.Troubles.Concat(one.Troubles).ShouldBeEmpty();
        served.End().ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Report_ReadFromTheDisk_NeedsNoNetworkAndIsAlive()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "1", "--set", "steps=50").ExitCode.ShouldBe(0);
        _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "2", "--set", "steps=40").ExitCode.ShouldBe(0);
        string[] ids = [.. Directory.GetDirectories(_workplace["kept"]).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        _workplace.Run(["report", .. ids, "--runs", "kept", "--to", "report.html"]).ExitCode.ShouldBe(0);
        await using var visitor = await chromium.VisitAsync();

        await visitor.Page.GotoAsync(new Uri(_workplace["report.html"]).ToString());
        var chart = visitor.Page.Locator("figure.chart").First;
        await chart.ScrollIntoViewAsync();
        await chart.Locator(".plot svg:not(.static)").First.WaitForAsync();
        await chart.Locator(".plot").HoverAsync();
        await visitor.ShootAsync("report");
        (await visitor.Page.GetByText("steps").CountAsync()).ShouldBeGreaterThan(0, "what differs is told");
        await visitor.Page.Button("number").First.ClickAsync();
        (await visitor.Page.Locator("th[aria-sort]:not([aria-sort=none])").CountAsync()).ShouldBeGreaterThan(0);
        (await visitor.Page.Locator("main b").WithText("bold").CountAsync()).ShouldBe(0, "names are never markup");
        visitor.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_OfARun_AreItsImagesAlone()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Run("run", "count.csx", "--runs", "kept").ExitCode.ShouldBe(0);
        var run = Path.GetFileName(Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem());
        TestImages.WritePng(_workplace["secret.png"], 1, 2, 3);
        Directory.CreateDirectory(_workplace[$"kept/{run}/images/000-x"]);
        TestImages.WritePng(_workplace[$"kept/{run}/images/000-x/000.png"], 1, 2, 3);
        File.CreateSymbolicLink(_workplace[$"kept/{run}/images/out.png"], _workplace["secret.png"]);
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        using var client = ServedPages.Client();
        async Task<int> StatusAsync(string path)
        {
            using var reply = await client.GetAsync(new Uri(served.Links[0] + path), TestContext.Current.CancellationToken);
            return (int)reply.StatusCode;
        }

        (await StatusAsync($"image/{run}/images/000-x/000.png")).ShouldBe(200);
        (await StatusAsync($"samples/{run}")).ShouldBe(200);
        (await StatusAsync($"report/{run}")).ShouldBe(200);
        foreach (var path in (string[])
        [
            $"image/{run}/run.yaml",
            $"image/{run}/events.jsonl",
            $"image/{run}/images/out.png",
            $"image/{run}/..%2f..%2fsecret.png",
            $"image/{run}/%2fetc%2fhostname",
            $"image/{run}/",
            "picture/..%2f/secret.png",
            "samples/none",
            "report/none",
            "runs?run=none",
            "live?run=..",
            "runs?run=%2e%2e%2f",
        ])
        {
            (await StatusAsync(path)).ShouldBe(404, path);
        }

        File.Move(_workplace[$"kept/{run}/report.html"], _workplace["report.html"]);
        File.CreateSymbolicLink(_workplace[$"kept/{run}/report.html"], _workplace["report.html"]);
        (await StatusAsync($"report/{run}")).ShouldBe(404, "a link out of the run's folder");
        (await StatusAsync("runs")).ShouldBe(400);
        (await StatusAsync($"runs?{string.Join('&', Enumerable.Range(0, 30).Select(i => $"run={run}{i}"))}")).ShouldBe(404);
    }
}
