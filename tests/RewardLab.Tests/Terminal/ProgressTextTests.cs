using CsCheck;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Tests.Terminal;

public sealed class ProgressTextTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Bar_Halfway_ShowsCountAndTimeLeft()
    {
        var progress = new StageProgress(_time);
        progress.Report("draw", 0, 40);
        _time.Advance(TimeSpan.FromSeconds(65));
        progress.Report("draw", 20, 40);
        ProgressText.Bar(progress, 80).ShouldBe("draw [################................] 20/40  50% 1:05 left");
        ProgressText.Line(progress).ShouldBe("draw: 20/40  50% 1:05 left");
    }

    [Fact]
    public void TimeLeft_OfAStageThatBeganHalfway_CountsWhatWasDoneHere()
    {
        var progress = new StageProgress(_time);
        progress.Report("train", 500, 1000);
        _time.Advance(TimeSpan.FromSeconds(10));
        progress.Report("train", 600, 1000);
        progress.TimeLeft.ShouldBe(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void TimeLeft_AtTheStart_IsUnknown()
    {
        var progress = new StageProgress(_time);
        progress.Report("draw", 0, 10);
        progress.TimeLeft.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(5));
        progress.Report("draw", 0, 10);
        progress.TimeLeft.ShouldBeNull();
    }

    [Fact]
    public void Bar_OfAnyStageAndWidth_FitsTheTerminal() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 100], Gen.Long[1, long.MaxValue / 200], Gen.Double[0, 1], Gen.Int[1, 200])
            .Sample((stage, total, share, width) =>
            {
                var progress = new StageProgress(_time);
                progress.Report(stage, (long)(total * share), total);
                ProgressText.Bar(progress, width).Length.ShouldBeLessThan(Math.Max(width, 1));
            });

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1:00")]
    [InlineData(65, "1:05")]
    [InlineData(3599.6, "1:00:00")]
    [InlineData(90061, "25:01:01")]
    public void Duration_AtAGlance_IsShort(double seconds, string expected) => DurationText.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);
}
