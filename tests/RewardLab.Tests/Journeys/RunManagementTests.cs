namespace RewardLab.Tests.Journeys;

public sealed class RunManagementTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Run_NamedTaggedAndNoted_IsFoundByItsNameAndShowsThem()
    {
        Make("20260101-000000-first-aaaa", "completed", "2026-01-01T00:00:00+00:00");
        Make("20260102-000000-second-bbbb", "completed", "2026-01-02T00:00:00+00:00");

        Good("runs", "name", "aaaa", "baseline");
        Good("runs", "tag", "baseline", "paper", "figure 3");
        Good("runs", "tag", "baseline", "--remove", "paper");
        Good("runs", "note", "baseline", "with 4 prompts");
        Good("runs", "note", "baseline", "seed was wrong", "--append");

        Good("runs", "note", "baseline").Output.ShouldBe("with 4 prompts\nseed was wrong\n");
        Good("runs", "tag", "baseline").Output.ShouldBe("figure 3\n");
        var list = Good("runs", "list").Output;
        list.ShouldContain("baseline");
        list.ShouldContain("figure 3");
        var show = Good("runs", "show", "BASELINE").Output;
        show.ShouldContain("20260101-000000-first-aaaa");
        show.ShouldContain("seed was wrong");

        var taken = _workplace.Run("runs", "name", "bbbb", "baseline");
        taken.ExitCode.ShouldBe(1);
        taken.ErrorLine.ShouldContain("20260101-000000-first-aaaa");

        Good("runs", "name", "baseline", "--clear");
        _workplace.Run("runs", "show", "baseline").ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Delete_WithoutATerminal_TakesYes()
    {
        Make("20260101-000000-first-aaaa", "failed", "2026-01-01T00:00:00+00:00");

        var asked = _workplace.Run("runs", "delete", "aaaa");
        asked.ExitCode.ShouldBe(2);
        asked.Error.ShouldContain("--yes");
        Directory.Exists(_workplace["runs/20260101-000000-first-aaaa"]).ShouldBeTrue();

        Good("runs", "delete", "aaaa", "--yes").Output.ShouldContain("20260101-000000-first-aaaa");
        Directory.GetFileSystemEntries(_workplace["runs"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("y", false)]
    [InlineData("", true)]
    public void Delete_InATerminal_Asks(string answer, bool isKept)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs 'script' to make a terminal");
        Make("20260101-000000-first-aaaa", "failed", "2026-01-01T00:00:00+00:00");
        using var program = _workplace.StartAndType(answer, "runs", "delete", "aaaa");
        var outcome = Workplace.End(program);

        outcome.Output.ShouldContain("Delete 1 run for good? [y/N]");
        Directory.Exists(_workplace["runs/20260101-000000-first-aaaa"]).ShouldBe(isKept, outcome.Output);
    }

    [Fact]
    public void Delete_OfARunningRun_DeletesNothing()
    {
        Make("20260101-000000-first-aaaa", "completed", "2026-01-01T00:00:00+00:00");
        Make("20260102-000000-busy-bbbb", "running", "2026-01-02T00:00:00+00:00");
        using var held = new FileStream(
            _workplace["runs/20260102-000000-busy-bbbb/run.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        var outcome = _workplace.Run("runs", "delete", "aaaa", "bbbb", "--yes");

        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("is running");
        Directory.GetDirectories(_workplace["runs"]).Length.ShouldBe(2);
    }

    [Fact]
    public void Prune_ByAgeAndState_KeepsWhatIsNotedAndWhatDoesNotFit()
    {
        Make("20260101-000000-old-aaaa", "failed", "2026-01-01T00:00:00+00:00");
        Make("20260101-000001-old-bbbb", "completed", "2026-01-01T00:00:01+00:00");
        Make("20260101-000002-old-cccc", "failed", "2026-01-01T00:00:02+00:00");
        Make("29990101-000000-new-dddd", "failed", "2999-01-01T00:00:00+00:00");
        Good("runs", "tag", "cccc", "keep");

        Good("runs", "prune", "--older-than", "1d", "--failed", "--dry-run").Output.ShouldContain("aaaa");
        Directory.GetDirectories(_workplace["runs"]).Length.ShouldBe(4);

        Good("runs", "prune", "--older-than", "1d", "--failed", "--yes");
        Directory.GetDirectories(_workplace["runs"]).Select(folder => folder[^4..]).Order().ShouldBe(["bbbb", "cccc", "dddd"]);
    }

    [Theory]
    [InlineData("Nothing says which runs", "prune")]
    [InlineData("such as 30d, not 'soon'", "prune", "--older-than", "soon")]
    [InlineData("such as 30d, not '30'", "prune", "--older-than", "30")]
    [InlineData("such as 30d, not '-3d'", "prune", "--older-than=-3d")]
    public void Prune_ThatSaysTooLittle_IsRefused(string message, params string[] arguments)
    {
        var outcome = _workplace.Run([.. arguments.Prepend("runs")]);
        outcome.ExitCode.ShouldBe(2);
        outcome.ErrorLine.ShouldContain(message);
    }

    private ProgramOutcome Good(params string[] arguments)
    {
        var outcome = _workplace.Run(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return outcome;
    }

    private void Make(string id, string status, string started)
    {
        _workplace.Write($"runs/{id}/run.yaml", $"status: {status}\nstarted: {started}\nrecipe:\n  name: r\n  path: r.csx\n  sha256: ab\nseed: 1\n");
        _workplace.Write($"runs/{id}/report.md", "# r\n");
    }
}
