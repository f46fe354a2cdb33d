using RewardLab.Abstractions;
using RewardLab.Editor.Panes;
using RewardLab.Editor.Plots;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>Curves: which are shown, on which scales, and what a run without any shows instead.</summary>
[Collection(EditorCollection.Name)]
public sealed class PlotTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-plots-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData(new[] { 1.0, 3, 2 }, false, 1, 3)]
    [InlineData(new[] { 2.0, 2 }, false, 1.9, 2.1)]
    [InlineData(new[] { 0.0, 0 }, false, -1, 1)]
    [InlineData(new[] { -5.0, 0, 0.01, 100 }, true, 0.01, 100)]
    [InlineData(new[] { -5.0, 0 }, true, 1, 10)]
    [InlineData(new double[0], false, 0, 1)]
    [InlineData(new[] { 1.0, double.NaN, 3, double.PositiveInfinity, double.NegativeInfinity }, false, 1, 3)]
    public void Axis_OfValues_HoldsThemAll(double[] values, bool isLogarithmic, double low, double high)
    {
        var axis = PlotAxis.Create(values, isLogarithmic);

        (axis.Low, axis.High).ShouldBe((low, high));
        (axis.Share(low), axis.Share(high)).ShouldBe((0, 1));
        axis.Value(axis.Share((low + high) / 2)).ShouldBe((low + high) / 2, (high - low) / 1e9);
    }

    [Fact]
    public void Axis_OfLogarithms_GivesEqualRatiosEqualSpaceAndNoPlaceToOthers()
    {
        var axis = new PlotAxis(0.01, 100, IsLogarithmic: true);

        axis.Share(1).ShouldBe(0.5, 1e-12);
        axis.Value(0.25).ShouldBe(0.1, 1e-12);
        axis.Share(0).ShouldBe(double.NaN);
        axis.Share(-1).ShouldBe(double.NaN);
    }

    [Theory]
    [InlineData(0, 1, 0.5, "0.50")]
    [InlineData(0, 100, 50, "50")]
    [InlineData(0, 0.001, 0.0005, "0.00050")]
    [InlineData(0, 1e9, 2.5e8, "2.5e8")]
    public void Label_OfAValue_TellsItFromItsNeighboursOnItsAxis(double low, double high, double value, string label) =>
        new PlotAxis(low, high, IsLogarithmic: false).Label(value).ShouldBe(label);

    [Fact]
    public void Series_WithoutAWordOfItsMeasure_HasAScaleOfItsOwnAndNoMark()
    {
        var series = new PlotSeries("loss", [], 1);

        (series.Measure, series.Mark).ShouldBe(("loss", ' '));
        (series with { Measure = "error" }).Title.ShouldBe("loss");
    }

    [Fact]
    public void Choice_AtFirst_IsTheProxyAndTheHeldOutRewardsBesideIt()
    {
        var (time, loss) = (CurveOf("seconds", MetricRole.Timing), CurveOf("loss", isPrimary: true));
        var (proxy, heldOut, other) = (CurveOf("proxy", MetricRole.Proxy), CurveOf("truth", MetricRole.HeldOut), CurveOf("truth", MetricRole.HeldOut, "other"));
        var choice = new CurveChoice();

        choice.ChooseFirst([time, loss, other, proxy, heldOut]);

        choice.Chosen([time, loss, other, proxy, heldOut]).ShouldBe([proxy, heldOut, loss]);
        new[] { proxy, heldOut, loss, time, other }.Select(choice.NumberOf).ShouldBe([1, 2, 3, 0, 0]);
        choice.IsUsers.ShouldBeFalse();
    }

    [Fact]
    public void Choice_OfTheUser_StaysAndNumbersAreKept()
    {
        var (proxy, heldOut, loss) = (CurveOf("proxy", MetricRole.Proxy), CurveOf("truth", MetricRole.HeldOut), CurveOf("loss"));
        var choice = new CurveChoice();
        choice.ChooseFirst([proxy, heldOut]);

        choice.Toggle(proxy);
        choice.Toggle(loss);
        choice.ChooseFirst([proxy, heldOut, loss]);

        choice.Chosen([proxy, heldOut, loss]).ShouldBe([loss, heldOut]);
        (choice.NumberOf(loss), choice.NumberOf(heldOut)).ShouldBe((1, 2), "a colour once given is kept, and a free one is used again");
        choice.IsUsers.ShouldBeTrue();

        // Of a run without a proxy the first that is no time.
        var plain = new CurveChoice();
        plain.ChooseFirst([CurveOf("seconds", MetricRole.Timing), loss]);
        plain.Chosen([CurveOf("seconds", MetricRole.Timing), loss]).ShouldBe([loss]);
    }

    [Fact]
    public void Constant_OfARun_IsANumberAndNoCurve()
    {
        Make("tuning", run =>
        {
            for (var epoch = 1; epoch <= 5; epoch++)
            {
                run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
                {
                    Series = "ddpo",
                    Position = new EventPosition("epoch", epoch),
                    Metrics = [new RunMetric("rate", 0.25) { IsPrimary = true }, RunMetric.Proxy(epoch)],
                });
            }
        });
        using var stage = new EditorStage(_place);

        Watch(stage, "tuning").WaitFor("[✓] proxy");

        stage.Screen.ShouldContain("[ ] rate");
        stage.Screen.ShouldContain("0.2500");
        stage.Shell.View.Monitor.IsPipeline.ShouldBeFalse();
    }

    [Fact]
    public void Curves_WithoutColours_AreToldApartByMarks()
    {
        Make("tuning", run =>
        {
            for (var epoch = 1; epoch <= 40; epoch++)
            {
                run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
                {
                    Series = "ddpo",
                    Position = new EventPosition("epoch", epoch),
                    Metrics = [RunMetric.Proxy(epoch), RunMetric.HeldOut("truth", -epoch)],
                });
            }
        });
        using var stage = new EditorStage(_place, theme: Themes.EditorTheme.Plain);

        Watch(stage, "tuning").WaitFor("held-out truth ");

        var marks = Themes.Glyphs.Unicode.Marks;
        foreach (var (mark, title) in new[] { (marks[0], "proxy"), (marks[1], "held-out truth") })
        {
            stage.Screen.ShouldContain($"{mark} {title}");
            stage.Screen.Count(sign => sign == mark).ShouldBeGreaterThan(3, $"{title} has its marks on its curve");
        }
    }

    [Fact]
    public void Monitor_OfAPipeline_ShowsWhatItSaysAndItsNewestImages()
    {
        Make("generate", run =>
        {
            for (var step = 1; step <= 3; step++)
            {
                run.Emit(new EventRecord("count.step") { Position = new EventPosition("step", step), Metrics = [new RunMetric("images", 4)] });
            }

            run.Log("generated them");
            run.SaveImages(0, "one ancient cat", new ImageBatch(new byte[2 * 8 * 8 * 3], 2, 8, 8));
            run.SaveImages(1, "two new dogs", new ImageBatch(new byte[2 * 8 * 8 * 3], 2, 8, 8));
        });
        using var stage = new EditorStage(_place);

        Watch(stage, "generate").WaitFor("generated them").WaitFor("▀");

        stage.Shell.View.Monitor.IsPipeline.ShouldBeTrue("constants are no curves");
        var newest = SampleReader.Read(stage.Bench.Monitor!.Run.Folder)[^1];
        (newest.Prompt, newest.Number).ShouldBe(("two new dogs", 1));
        stage.WaitFor("two new dogs");
        stage.Screen.ShouldContain("1 of 4");
        stage.Screen.ShouldNotContain("no curves yet");
    }

    private static CurveKey CurveOf(string metric, MetricRole role = MetricRole.Statistic, string series = "ddpo", bool isPrimary = false) =>
        new(EventKinds.FineTuningEpoch, series, metric, "epoch") { Role = role, IsPrimary = isPrimary };

    private static EditorStage Watch(EditorStage stage, string recipe)
    {
        stage.Bench.Watch(stage.Bench.Store.List().Single(run => run.Record!.Recipe.Name == recipe));
        stage.Press(Key.M.WithAlt);
        return stage;
    }

    private void Make(string recipe, Action<Run> fill)
    {
        using var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = recipe } });
        fill(run);
        run.Complete();
    }
}
