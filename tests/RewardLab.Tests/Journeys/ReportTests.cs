namespace RewardLab.Tests.Journeys;

public sealed class ReportTests : IDisposable
{
    private const string Recipe =
        """
        // Counts.
        var n = Lab.Param("steps", 3, "how many", min: 1, max: 10);
        var word = Lab.Param("word", "hi", "what to say");
        for (var i = 1; i <= n; i++) { Lab.Run.Emit("training.loss", new Dictionary<string, object> { ["step"] = i, ["loss"] = 1.0 / i }); }
        Lab.Table("Numbers", new[] { new { number = n, half = n / 2.0 } });
        if (word == "fail") { throw new InvalidOperationException("broken by design"); }
        """;

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Report_OfTwoRuns_IsOnePageThatIsNotReplacedUnasked()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Run("run", "count.csx", "--set", "word=it's </script><img src=x onerror=alert(1)>", "--seed", "7", "--runs", "kept").ExitCode.ShouldBe(0);
        _workplace.Run("run", "count.csx", "--set", "word=fail", "--set", "steps=5", "--runs", "kept").ExitCode.ShouldBe(1);
        var runs = Directory.GetDirectories(_workplace["kept"]).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal).ToArray();

        var made = _workplace.Run("report", runs[0], "last", "--runs", "kept");

        made.ExitCode.ShouldBe(0, made.Error);
        var name = $"report-{runs[0]}-and-1.html";
        made.Output.ShouldContain($"Report of 2 runs written to {name}");
        var page = File.ReadAllText(_workplace[name]);
        foreach (var part in (string[])
            ["broken by design", ">failed</td>", ">completed</td>", "<td>steps</td><td>3</td><td>5</td>", "<b>loss</b> over step", ">Numbers</h3>",
             "<span>rewardlab run</span> <span>count.csx</span> <span>--seed 7</span>",
             "&#x27;word=it&#x27;\\&#x27;&#x27;s &lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&#x27;"])
        {
            page.ShouldContain(part);
        }

        page.ShouldNotContain("<img");
        Directory.GetFiles(_workplace.Folder, "*.part").ShouldBeEmpty();

        var again = _workplace.Run("report", runs[0], "last", "--runs", "kept");
        again.ExitCode.ShouldBe(1);
        again.ErrorLine.ShouldContain($"'{name}' already exists. Replace it with --force");

        var forced = _workplace.Run("report", runs[0], "last", "--runs", "kept", "--force", "--title", "Two counts");
        forced.ExitCode.ShouldBe(0, forced.Error);
        File.ReadAllText(_workplace[name]).ShouldContain("<title>Two counts</title>");

        var one = _workplace.Run("report", runs[0], runs[0], "--runs", "kept", "--to", "deep/one.html");
        one.Output.ShouldContain("Report of 1 run written to deep/one.html");
        File.Exists(_workplace["deep/one.html"]).ShouldBeTrue();
    }

    [Fact]
    public void Report_ThatCannotBe_IsOneLine()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Write("file", "");
        _workplace.Run("run", "count.csx").ExitCode.ShouldBe(0);

        Refused(1, "There is no run 'nothing'", "nothing");
        Refused(1, _workplace["file/report.html"], "last", "--to", _workplace["file/report.html"]);
        Refused(1, "'runs' is a folder", "last", "--to", "runs");
        Refused(2, "--to is empty", "last", "--to", "");
        Refused(2, "The id of a run is empty", "");
        _workplace.Run("report").ExitCode.ShouldBe(2);
        Directory.GetFiles(_workplace.Folder, "*.html").ShouldBeEmpty();
    }

    private void Refused(int exitCode, string message, params string[] arguments)
    {
        var outcome = _workplace.Run(["report", .. arguments]);
        outcome.ExitCode.ShouldBe(exitCode, outcome.Error);
        outcome.ErrorLine.ShouldContain(message);
    }
}
