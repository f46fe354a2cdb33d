using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Evaluation.Statistics;
using RewardLab.Reports.Curves;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Tests.Curves;

public sealed class CurveBoardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Board_OfTwoRuns_LaysCurvesOfOneValueOverOneAnother()
    {
        var board = CurveBoard.Create([("one", Evaluations("ddpo-a", 3)), ("two", Evaluations("ddpo-b", 5))]);

        var chart = board.Families.ShouldHaveSingleItem().Chief.Single(chart => chart.Value == "proxy");
        (chart.Kind, chart.Unit).ShouldBe((EventKinds.FineTuningEvaluation, "epoch"));
        chart.Lines.Select(line => line.Name).ShouldBe(["one ddpo-a", "two ddpo-b"]);
        chart.Lines.Select(line => line.Style.Ink).ShouldBe([0, 1]);
        chart.Lines[1].Points.Select(point => (point.LastX, point.Last)).ShouldBe([(0, 0), (1, 2), (2, 4), (3, 6), (4, 8)]);
    }

    [Fact]
    public void Board_OfSeveralCurvesARun_GivesOneNameOneColourAndEachRunItsDashes()
    {
        var board = CurveBoard.Create([("one", Evaluations(["a", "b"], 3)), ("two", Evaluations(["b", "a"], 3))]);

        var lines = board.Families[0].Chief.First(chart => chart.Value == "proxy").Lines.ToDictionary(line => line.Name, StringComparer.Ordinal);
        lines["one a"].Style.Ink.ShouldBe(lines["two a"].Style.Ink);
        lines["one a"].Style.Ink.ShouldNotBe(lines["one b"].Style.Ink);
        lines["one a"].Style.Dash.ShouldNotBe(lines["two a"].Style.Dash);
    }

    [Fact]
    public void Style_OfATraining_IsTheSameInEveryChartWhicheverOthersItHas()
    {
        var feed = Feed(run =>
        {
            for (var epoch = 0; epoch < 3; epoch++)
            {
                run.Emit(Evaluation("ddpo", epoch, epoch));
                run.Emit(Evaluation("rwr", epoch, epoch));
                run.Emit(Loss("rwr", epoch, 1));
            }
        });

        var charts = CurveBoard.Create([("r", feed)]).Families.SelectMany(family => family.Chief).ToArray();

        charts.Length.ShouldBe(2);
        var styles = charts.SelectMany(chart => chart.Lines).Where(line => line.Name is "rwr" or "r").Select(line => line.Style).ToArray();
        styles.Length.ShouldBe(2);
        styles.ShouldAllBe(style => style.Ink == 1);
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(3, 40)]
    public void Styles_OfManyTrainings_AreAllApart(int runs, int series)
    {
        string[] names = [.. Enumerable.Range(0, series).Select(i => $"t{i}")];
        var board = CurveBoard.Create([.. Enumerable.Range(0, runs).Select(i => ($"run {i}", Evaluations(names, 2)))]);

        var lines = board.Families[0].Chief[0].Lines;
        lines.Count.ShouldBe(runs * series);
        lines.Select(line => line.Style).Distinct().Count().ShouldBe(runs * series);
    }

    [Fact]
    public void Proxies_OfDifferentRewards_ShareAnAxisInStandardDeviationsAlone()
    {
        var feed = Feed(run =>
        {
            foreach (var (name, reward, scale) in (ReadOnlySpan<(string, string, double)>)[("a", "clip", 1), ("b", "pickscore", 100)])
            {
                for (var epoch = 0; epoch < 3; epoch++)
                {
                    var proxy = Evaluation(name, epoch, scale * (7 + epoch)).Metrics[0] with { Unit = reward };
                    run.Emit(Evaluation(name, epoch, 0) with { Metrics = [proxy, new RunMetric("proxyVariance", scale * scale * (4 + epoch))] });
                }
            }
        });

        var chart = CurveBoard.Create([("r", feed)]).Families[0].Chief.ShouldHaveSingleItem();

        (chart.Value, chart.MetricUnit).ShouldBe(("proxy gain", "standard deviations of its first point"));
        chart.Lines.Select(line => line.Points.Select(point => point.Last)).ShouldAllBe(values => values.SequenceEqual(new[] { 0, 0.5, 1 }));
    }

    [Fact]
    public void Proxies_OfOneReward_ShareItsScale()
    {
        RunMonitor Make(string name) => Feed(run => Enumerable.Range(0, 3).ToList().ForEach(epoch =>
            run.Emit(Evaluation(name, epoch, 0) with { Metrics = [RunMetric.Proxy(epoch) with { Unit = "clip" }] })));

        var chart = CurveBoard.Create([("one", Make("a")), ("two", Make("b"))]).Families[0].Chief.ShouldHaveSingleItem();

        (chart.Value, chart.MetricUnit, chart.Lines.Count).ShouldBe(("proxy", "clip", 2));
    }

    [Fact]
    public void Proxies_OfDifferentRewardsWithoutVariance_HaveAChartEach() =>
        CurveBoard.Create([("r", Evaluations(["a", "b"], 3, unit: ""))])
            .Families[0].Chief.Select(chart => chart.Value).ShouldBe(["proxy of a", "proxy of b"]);

    [Fact]
    public void Board_OfManyKinds_PutsRewardAndHeldOutRewardsBeforeTimes()
    {
        var feed = Feed(run =>
        {
            for (var step = 0; step < 3; step++)
            {
                run.Emit("strange.metrics", Data(("step", step), ("wobble", step)));
                run.Emit(new EventRecord(EventKinds.TrainingLoss)
                {
                    Position = new EventPosition("step", step),
                    Metrics = [new RunMetric("loss", step) { IsPrimary = true }],
                });
                run.Emit(new EventRecord(EventKinds.FineTuningEvaluation)
                {
                    Position = new EventPosition("epoch", step),
                    Metrics =
                    [
                        RunMetric.Seconds("sampleSeconds", step),
                        RunMetric.HeldOut("truth", step),
                        new RunMetric("gradientNorm", step),
                        RunMetric.Proxy(step),
                    ],
                });
            }
        });

        var board = CurveBoard.Create([("r", feed)]);

        board.Families.Select(family => family.Kind).ShouldBe([EventKinds.FineTuningEvaluation, EventKinds.TrainingLoss, "strange.metrics"]);
        board.Families[0].Chief.Select(chart => chart.Value).ShouldBe(["proxy", "held-out truth"]);
        board.Families[0].Others.Select(chart => chart.Value).ShouldBe(["gradientNorm", "sampleSeconds"]);
        board.Families[2].Chief.ShouldBeEmpty();
    }

    [Fact]
    public void Board_OfUnknownValuesAlone_StillShowsSome()
    {
        var feed = Feed(
            run => Enumerable.Range(0, 3).ToList().ForEach(step => run.Emit("strange", Data(("step", step), ("wobble", step), ("drawSeconds", step)))));

        CurveBoard.Create([("r", feed)]).Families.ShouldHaveSingleItem().Chief.ShouldHaveSingleItem().Value.ShouldBe("wobble");
    }

    [Fact]
    public void Board_OfAMeanWithItsInterval_MakesTheIntervalItsBand()
    {
        var feed = Feed(run => Enumerable.Range(1, 3)
            .ToList()
            .ForEach(n => run.Emit(new EventRecord(EventKinds.BestOfNPoint)
            {
                Position = new EventPosition("n", n),
                Metrics = [new RunMetric("mean", n) { IsPrimary = true, Lower = n - 0.5, Upper = n + 1 }],
            })));

        var chart = CurveBoard.Create([("r", feed)]).Families.ShouldHaveSingleItem().Chief.ShouldHaveSingleItem();

        chart.Value.ShouldBe("mean");
        chart.Lines[0].Points.Select(point => (point.Minimum, point.Last, point.Maximum)).ShouldBe([(0.5, 1, 2), (1.5, 2, 3), (2.5, 3, 4)]);
    }

    [Fact]
    public void Board_OfMetricsReportedOnce_ListsThemBesideThoseOfOtherRuns()
    {
        var (one, two) = (Feed(run => run.Emit(Auroc(0.75))), Feed(run => run.Emit(Auroc(0.5))));

        var board = CurveBoard.Create([("one", one), ("two", two)]);

        board.Families.ShouldBeEmpty();
        board.Once!.Columns.Select(column => column.Heading).ShouldBe(["events", "of", "value", "one", "two"]);
        board.Once.Rows.ShouldHaveSingleItem().ShouldBe(["benchmark.metric", "clip", "auroc", "0.75", "0.5"]);
    }

    [Fact]
    public void Board_OfALongRun_IsThinnedAndLosesNoExtreme()
    {
        var feed = Feed(run => Enumerable.Range(0, 5000).ToList().ForEach(step => run.Emit(Loss("", step, step == 3333 ? 9 : 1))));

        var line = CurveBoard.Create([("r", feed)]).Families[0].Chief[0].Lines[0];

        line.Points.Count.ShouldBeInRange(100, CurveBoard.MaxPointsPerCurve);
        line.Points.Max(point => point.Maximum).ShouldBe(9);
        line.Points[^1].LastX.ShouldBe(4999);
    }

    [Fact]
    public void Board_OfVeryManyCurves_StaysBounded()
    {
        var feed = Feed(run =>
        {
            for (var name = 0; name < 600; name++)
            {
                for (var step = 0; step < 700; step += name < 590 ? 350 : 1)
                {
                    run.Emit(Loss($"n{name}", step, step));
                }
            }
        });

        var board = CurveBoard.Create([("r", feed)]);

        board.LeftOut.ShouldBe(0);
        board.Families[0].Chief[0].Lines.Count.ShouldBe(600);
        board.Families[0].Chief[0].Lines.Max(line => line.Points.Count).ShouldBeLessThanOrEqualTo(200_000 / 600);
    }

    [Fact]
    public void Marks_OfARun_StandInTheChartsOfTheirNameAndUnit()
    {
        var feed = Feed(run =>
        {
            foreach (var name in (string[])["ddpo", "rwr"])
            {
                run.Emit(Evaluation(name, 0, 0));
                run.Emit(Evaluation(name, 9, 1));
            }

            run.Emit(new EventRecord(EventKinds.FineTuningAlarm)
            {
                Severity = EventSeverity.Warning, Series = "ddpo", Position = new EventPosition("epoch", 7), Message = "truth falls while the reward rises",
            });
            run.Emit(Loss("ddpo", 1, 1));
            run.Emit(Loss("ddpo", 2, 1));
        });

        var board = CurveBoard.Create([("r", feed)]);

        board.Families[0].Chief[0].Marks.ShouldBe([new CurveMark(7, "ddpo: truth falls while the reward rises")], "those of another series are not its own");
        board.Families[1].Chief[0].Marks.ShouldBeEmpty("its unit is another");
    }

    [Fact]
    public void Json_OfAChart_IsWhatTheScriptReadsAndHarmlessInsideAPage()
    {
        var feed = Evaluations("</script><b>&\u2028", 3);
        var chart = CurveBoard.Create([("r", feed), ("s", Evaluations("x", 2))]).Families[0].Chief.Single(chart => chart.Value == "proxy");

        var json = CurveJson.Create(chart);

        json.AsSpan().IndexOfAny("<>&\u2028").ShouldBe(-1);
        using var parsed = JsonDocument.Parse(json);
        parsed.RootElement.GetProperty("id").GetString().ShouldBe(chart.Id);
        var line = parsed.RootElement.GetProperty("lines")[0];
        line.GetProperty("name").GetString().ShouldBe("r </script><b>&\u2028");
        line.GetProperty("x").EnumerateArray().Select(x => x.GetDouble()).ShouldBe([0, 1, 2]);
        line.GetProperty("y").EnumerateArray().Select(y => y.GetDouble()).ShouldBe([0, 2, 4]);
        line.TryGetProperty("low", out _).ShouldBeFalse();
    }

    [Fact]
    public void Units_OfAFormerRunWithout_AreThoseOfTheSameMetricAndChartsHaveIdsOfTheirOwn()
    {
        RunMonitor Make(string unit) => Feed(run => Enumerable.Range(0, 3).ToList().ForEach(epoch => run.Emit(Evaluation("a", epoch, 0) with
        {
            Metrics = [new RunMetric("kl", epoch) { Unit = unit, IsPrimary = true }, RunMetric.HeldOut("kl", epoch)],
        })));

        var charts = CurveBoard.Create([("former", Make("")), ("new", Make("nats"))]).Families[0].Chief;

        charts.Single(chart => chart.Value == "kl").Lines.Count.ShouldBe(2);
        charts.Single(chart => chart.Value == "kl").MetricUnit.ShouldBe("nats");
        CurveBoard.Create([("one", Make("nats")), ("two", Make("bits"))]).Families[0].Chief.Select(chart => chart.Id).ShouldBeUnique();
    }

    [Fact]
    public void Id_OfAChart_StaysWhenMoreComes() =>
        CurveBoard.Create([("r", Evaluations("ddpo", 9))])
            .Families[0].Chief[0].Id.ShouldBe(CurveBoard.Create([("other", Evaluations("rwr", 2))]).Families[0].Chief[0].Id);

    [Theory]
    [InlineData(6, true)]
    [InlineData(4, false)]
    public void Evaluations_OfATrainingThatHasEnded_HaveTheIntervalOfTheirMeanOverPrompts(int prompts, bool hasBand)
    {
        var random = new Random(1);
        int[] ofImages = [.. Enumerable.Range(0, 2 * prompts).Select(image => image / 2)];
        HeldOutEvaluation[] evaluations =
        [
            .. Enumerable.Range(0, 3).Select(epoch => new HeldOutEvaluation(
                epoch,
                [.. ofImages.Select(_ => 10 * random.NextDouble())],
                new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal) { ["truth"] = [.. ofImages.Select(_ => (double)random.Next(2))] })),
        ];
        var feed = Feed(run =>
        {
            foreach (var evaluation in evaluations)
            {
                run.Emit(new EventRecord(EventKinds.FineTuningEvaluation)
                {
                    Series = "ddpo",
                    Position = new EventPosition("epoch", evaluation.Epoch),
                    Metrics = [RunMetric.Proxy(evaluation.Proxy.Average()), RunMetric.HeldOut("truth", evaluation.HeldOut["truth"].Average())],
                });
            }

            Directory.CreateDirectory(Path.Combine(run.Folder, "ddpo"));
            using var file = File.Create(Path.Combine(run.Folder, "ddpo", FineTuningHistory.FileName));
            new FineTuningHistory("ddpo", ofImages, evaluations).Write(file);
        });

        var charts = CurveBoard.Create([("r", feed)]).Families[0].Chief;

        foreach (var (value, scores, range) in ((string, Func<HeldOutEvaluation, IReadOnlyList<double>>, ValueRange)[])
            [("proxy", evaluation => evaluation.Proxy, ValueRange.Unbounded), ("held-out truth", evaluation => evaluation.HeldOut["truth"], ValueRange.Share)])
        {
            var points = charts.Single(chart => chart.Value == value).Lines.ShouldHaveSingleItem().Points;
            foreach (var (point, evaluation) in points.Zip(evaluations))
            {
                var expected = ConfidenceInterval.OfMean([.. scores(evaluation).Chunk(2).Select(prompt => prompt.Average())], range);
                point.Last.ShouldBe(expected.Mean, 1e-9);
                (point.Minimum, point.Maximum).ShouldBe(hasBand ? (expected.Lower!.Value, expected.Upper!.Value) : (point.Last, point.Last));
            }
        }
    }

    private static Dictionary<string, object?> Data(params (string Name, object? Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);

    private static EventRecord Evaluation(string series, int epoch, double proxy, string unit = "clip") =>
        new(EventKinds.FineTuningEvaluation)
        {
            Series = series, Position = new EventPosition("epoch", epoch), Metrics = [RunMetric.Proxy(proxy) with { Unit = unit }],
        };

    private static EventRecord Loss(string series, int step, double loss) =>
        new(EventKinds.TrainingLoss)
        {
            Series = series,
            Position = new EventPosition("step", step),
            Metrics = [new RunMetric("loss", loss) { IsPrimary = true }],
        };

    private static EventRecord Auroc(double value) =>
        new(EventKinds.BenchmarkMetric) { Series = "clip", Metrics = [new RunMetric("auroc", value) { IsPrimary = true }] };

    private RunMonitor Evaluations(string name, int count) => Evaluations([name], count);

    private RunMonitor Evaluations(string[] names, int count, string unit = "clip") => Feed(run =>
    {
        foreach (var name in names)
        {
            for (var epoch = 0; epoch < count; epoch++)
            {
                run.Emit(Evaluation(name, epoch, epoch * 2, unit));
            }
        }
    });

    private RunMonitor Feed(Action<Run> emit)
    {
        var store = new RunStore(_folder[Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)], new ManualTime());
        using var run = store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });
        emit(run);
        var feed = new RunMonitor(store.Find("last"));
        feed.Poll();
        return feed;
    }
}
