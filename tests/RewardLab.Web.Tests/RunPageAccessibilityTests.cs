namespace RewardLab.Web.Tests;

/// <summary>Every page about runs, at the sizes of a desk, a tablet and a phone, light and dark.</summary>
public sealed class RunPageAccessibilityTests(Chromium chromium) : IDisposable
{
    private const string Recipe =
        """
        for (var i = 1; i <= 20; i++)
        {
            Lab.Run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
            {
                Series = "ddpo",
                Position = new EventPosition("epoch", i),
                Metrics = [RunMetric.Proxy(Math.Sqrt(i)), new RunMetric("kl", 0.1 * i) { IsPrimary = true }],
            });
        }

        var pools = Lab.Generate(Lab.ImageModel("toybox", new { numInferenceSteps = 4 }), ["a cat", "two balls"], 3);
        var truth = Lab.Reward("toybox-truth").Named("truth");
        Lab.Evaluate.Benchmark(pools, [Lab.Reward("toybox-clip").Named("clip")], truth);
        Lab.Charts.BestOfN("picks", pools, Lab.Reward("toybox-clip").Named("clip"), truth, [1, 3]);
        Lab.Charts.Add("line", new LineChart("A line", [new LineSeries("one", [0, 1], [0, 1])]) { XLabel = "x", YLabel = "y" });
        Lab.Charts.Add("map", new HeatMapChart("A map", ["a", "b"], ["c", "d"], [[0.1, 0.9], [null, 0.5]]));
        Lab.Table("Numbers", new[] { new { reward = "clip", auroc = 0.5 }, new { reward = "blip", auroc = 0.75 } });
        """;

    // Charts come to life, with their buttons, when they are about to be seen.
    private const string ScrollThrough =
        """
        async () => {
          const charts = [...document.querySelectorAll('figure.chart')];
          for (const chart of charts) {
            chart.scrollIntoView();
            for (let i = 0; i < 100 && !chart.classList.contains('lively'); i++) {
              await new Promise(resolve => setTimeout(resolve, 20));
            }
          }
          scrollTo(0, 0);
          return charts.filter(chart => !chart.classList.contains('lively')).length;
        }
        """;

    private static readonly (int Width, int Height)[] Sizes = [(1440, 900), (768, 1024), (390, 844)];

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Pages_OfRuns_AtEverySizeLightAndDark_BreakNoRule()
    {
        var tuned = FormerRuns.CopyFineTuning(_workplace, "kept");
        _workplace.Write("count.csx", Recipe);
        var outcome = _workplace.Run("run", "count.csx", "--runs", "kept", "--seed", "1");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var counted = Directory.GetDirectories(_workplace["kept"]).Select(folder => Path.GetFileName(folder)).Single(id => id != tuned);
        _workplace.Run("report", tuned, counted, "--runs", "kept", "--to", "report.html").ExitCode.ShouldBe(0);
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        var root = served.Links[0];
        foreach (var (width, height) in Sizes)
        {
            foreach (var isDark in (bool[])[false, true])
            {
                await using var visitor = await chromium.VisitAsync(width, height, isDark);
                foreach (var (name, address) in ((string, string)[])
                [
                    ("list", root), ("run", $"{root}runs?run={tuned}"), ("together", $"{root}runs?run={tuned}&run={counted}"),
                    ("samples", $"{root}samples/{counted}"),
                    // As files: what is served of a run's own report may run no script, and so no checker.
                    ("run-report", new Uri(_workplace[$"kept/{counted}/report.html"]).ToString()), ("report", new Uri(_workplace["report.html"]).ToString()),
                ])
                {
                    var shown = $"{name}-{width}{(isDark ? "-dark" : "")}";
                    await visitor.Page.GotoAsync(address);
                    await visitor.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
                    if (name is "run" or "together" or "report")
                    {
                        await visitor.Page.Locator(".held-out.lively canvas").First.WaitForAsync();
                    }

                    (await visitor.Page.EvaluateAsync<int>(ScrollThrough)).ShouldBe(0, $"{shown} has charts that are not alive");
                    await visitor.ShootWholeAsync(shown);
                    if (name is "run-report" or "report")
                    {
                        // Charts and contact sheets are dark of themselves: the first pixel of each is its paper. No image is altered.
                        (await visitor.Page.EvaluateAsync<bool[]>("""
                            () => Promise.all([...document.querySelectorAll(':is(.figures, .image:not(.frame)) img')].map(async image => {
                              await image.decode();
                              const context = document.createElement('canvas').getContext('2d');
                              context.drawImage(image, 0, 0);
                              return getComputedStyle(image).filter === 'none' && context.getImageData(0, 0, 1, 1).data[0] < 128;
                            }))
                            """))
                            .ShouldAllBe(isDarkPaper => isDarkPaper == isDark, shown);
                        (await visitor.Page.EvaluateAsync<bool>(
                            "() => [...document.querySelectorAll('img')].every(image => getComputedStyle(image).filter === 'none')")).ShouldBeTrue(shown);
                    }

                    (await AxeCore.ViolationsAsync(visitor.Page)).ShouldBeEmpty(shown);
                    (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth + 1"))
                        .ShouldBeTrue($"{shown} is cut off");
                }

                visitor.Troubles.ShouldBeEmpty();
            }
        }
    }
}
