using RewardLab.Terminal;

namespace RewardLab.Tests.Terminal;

public sealed class ScreenTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _terminal = new() { NewLine = "\n" };

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Line_WrittenWhileABarIsShown_StandsAboveIt()
    {
        using var screen = Terminal();
        screen.OnProgress("draw", 1, 4);
        screen.Output.WriteLine("a line");
        Shown().ShouldBe(["a line", "draw [########........................] 1/4  25%"]);
    }

    [Fact]
    public void Line_WrittenInParts_IsNotBrokenByTheBar()
    {
        using var screen = Terminal();
        screen.OnProgress("draw", 1, 4);
        screen.Output.Write("first ");
        _time.Advance(TimeSpan.FromSeconds(1));
        screen.OnProgress("draw", 2, 4);
        screen.Output.Write("second\n");
        Shown()[0].ShouldBe("first second");
        Shown()[1].ShouldStartWith("draw [################");
    }

    [Fact]
    public void Errors_Diverted_LeaveTheTerminalToWhomeverItBelongs()
    {
        using var screen = Terminal();
        var lines = new List<string>();

        screen.DivertErrors(lines.Add);
        screen.Error.WriteLine("a plugin's words");
        screen.DivertErrors(null);
        screen.Error.WriteLine("again");

        lines.ShouldBe([$"a plugin's words{Environment.NewLine}"]);
        Shown()[0].ShouldBe("again");
    }

    [Fact]
    public void Bar_OfAnEndedStage_LeavesOneLine()
    {
        using (var screen = Terminal())
        {
            screen.OnProgress("draw", 0, 4);
            _time.Advance(TimeSpan.FromSeconds(70));
            screen.OnProgress("draw", 4, 4);
            screen.OnProgress("score", 1, 2);
        }

        Shown().ShouldBe(["draw: 4 in 1:10", ""]);
    }

    [Fact]
    public void Progress_WithoutATerminal_IsALineEveryTenSecondsAndAtTheEnd()
    {
        using var screen = new Screen(_terminal, _terminal, width: null, _time);
        for (var second = 0; second <= 25; second++)
        {
            screen.OnProgress("draw", second, 25);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Shown().ShouldBe(["draw: 10/25  40% 15 s left", "draw: 20/25  80% 5 s left", "draw: 25 in 25 s", ""]);
    }

    private Screen Terminal() => new(_terminal, _terminal, () => 80, _time);

    private IReadOnlyList<string> Shown() => Screenshot.Read(_terminal.ToString().Replace("\n", "\r\n", StringComparison.Ordinal), columns: 80);
}
