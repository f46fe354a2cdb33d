namespace RewardLab.Tests.Journeys;

/// <summary>What the program shows in a real terminal, and what it leaves there.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Run_InATerminal_ShowsABarWithTheTimeLeftAndTakesItAway()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script") || File.Exists("/bin/script"), "needs 'script' to make a terminal");
        _workplace.Write(
            "slow.csx",
            "using System.Threading;\nfor (var i = 0; i <= 30; i++) { Lab.Progress(\"draw\", i, 30); Thread.Sleep(100); if (i == 15) Lab.Log(\"half\"); }\n");
        using var program = _workplace.StartInTerminal("run", "slow.csx");
        var outcome = Workplace.End(program);

        outcome.ExitCode.ShouldBe(0, outcome.Output);
        outcome.Output.ShouldMatch(@"draw \[#+\.+\] \d+/30 +\d+% \d+ s left");
        var shown = Screenshot.Read(outcome.Output, columns: 80);
        shown.ShouldAllBe(line => !line.Contains('['), "no bar is left when the run is over");
        shown.ShouldContain("half");
        shown.Select(line => line.Split(' ')[0]).ShouldContain("draw:");
        shown.ShouldContain(line => line.Contains("completed", StringComparison.Ordinal));
    }

    // The bar is painted again by a timer and by whoever still reports: nothing of that comes after the last line.
    [Theory]
    [InlineData("while (true) { Lab.Progress(\"sample\", ++i % 1000, 1000); Thread.Sleep(1); }", "INT", 130)]
    [InlineData("while (true) { Lab.Progress(\"sample\", ++i % 1000, 1000); Thread.Sleep(1); }", "TERM", 143)]
    [InlineData("Lab.Progress(\"sample\", 300, 1000); while (true) { }", "TERM", 143)]
    public void Run_EndedBySignalUnderABar_LeavesTheTerminalInOrder(string forever, string signal, int exitCode)
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _workplace.Write("wait.csx", $"using System.Threading;\nvar i = 0;\nLab.Log(\"begun\");\n{forever}\n");
        using var screen = TmuxScreen.Running(_workplace, 80, 24, "run", "wait.csx");
        screen.WaitFor("sample [").WaitFor("begun");

        screen.Signal(signal).WaitFor($"ended with {exitCode}").WaitForRestored();

        string[] lines = [.. screen.Text.Split('\n').Select(line => line.TrimEnd())];
        var end = Array.IndexOf(lines, $"ended with {exitCode}");
        lines[end - 1].ShouldBe("rewardlab: cancelled");
        lines[..end].ShouldContain("rewardlab: stopping; press Ctrl+C again to stop at once");
        lines.ShouldAllBe(line => !line.Contains("sample [", StringComparison.Ordinal), "no bar is left");
        lines[(end + 1)..].ShouldAllBe(line => line.Length == 0);
        screen.Cursor.ShouldBe((0, end + 1));
        screen.HasUsualInput.ShouldBeTrue();
        var folder = Directory.GetDirectories(_workplace["runs"]).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(folder, "run.yaml")).ShouldContain("status: cancelled");
    }

    [Fact]
    public void Tables_InATerminal_FitIt()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script") || File.Exists("/bin/script"), "needs 'script' to make a terminal");
        using var program = _workplace.StartInTerminal("models", "list");
        var outcome = Workplace.End(program);
        outcome.ExitCode.ShouldBe(0, outcome.Output);
        var lines = outcome.Output.Replace("\u001b[?1h\u001b=", "", StringComparison.Ordinal).Split("\r\n");
        lines.Length.ShouldBeGreaterThan(20);
        lines.SkipLast(2).ShouldAllBe(line => line.Length <= 80);
        _workplace.Run("models", "list").Output.Split('\n').Max(line => line.Length).ShouldBeGreaterThan(80, "a pipe has no width");
    }

    [Theory]
    [InlineData("", "xterm", true)]
    [InlineData("1", "xterm", false)]
    [InlineData("", "dumb", false)]
    public void Colours_InATerminal_FollowTheConventions(string noColor, string terminal, bool isColoured)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script") || File.Exists("/bin/script"), "needs 'script' to make a terminal");
        _workplace.Environment["NO_COLOR"] = noColor;
        _workplace.Environment["TERM"] = terminal;
        using var program = _workplace.StartInTerminal("doctor");
        Workplace.End(program).Output.Contains("\u001b[32m", StringComparison.Ordinal).ShouldBe(isColoured);
        _workplace.Run("doctor").Output.ShouldNotContain("\u001b");
    }
}
