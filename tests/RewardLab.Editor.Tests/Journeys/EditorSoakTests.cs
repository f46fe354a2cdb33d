using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>The editor beside a run that floods events: none is lost, memory stays flat, keys are answered.
/// Slow ones, with commands of their own in tests/README.md.</summary>
public sealed partial class EditorSoakTests : IDisposable
{
    private const int RunCount = 500;

    private const string Flood = """
        // Sends ten thousand events per second.
        var seconds = Lab.Param("seconds", 60, "how long", min: 1, max: 3600);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var sent = 0L;
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            for (var due = (long)(watch.Elapsed.TotalSeconds * 10000); sent < due; sent++)
            {
                Lab.Run.Emit("flood.step", new Dictionary<string, object?> { ["step"] = sent, ["value"] = Math.Sin(sent / 1000.0), ["other"] = sent % 97 });
            }
            System.Threading.Thread.Sleep(5);
            _ = Lab.Seed;
        }
        """;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact(Explicit = true)]
    public void Soak_OfOneMinute_LosesNothingAndStaysFlat() => Soak(60);

    [Fact(Explicit = true)]
    public void Soak_OfTenMinutes_LosesNothingAndStaysFlat() => Soak(600);

    [Fact(Explicit = true)]
    public void Soak_OfAnEditorThatIsLeftAlone_TakesUnderOnePercentOfAProcessor()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 120, 40);
        screen.CloseWelcome().WaitFor("Benchmarks");
        RealTime.Pause(TimeSpan.FromSeconds(20), "what the start leaves to do is done");

        var (percents, answers) = (new List<double>(), new List<double>());
        for (var i = 0; i < 3; i++)
        {
            var (before, watch) = (screen.Usage().Processor, Stopwatch.StartNew());
            RealTime.Pause(TimeSpan.FromSeconds(30), "nothing happens");
            percents.Add(100 * (screen.Usage().Processor - before) / watch.Elapsed);
            answers.Add(screen.MillisecondsToAnswer(i % 2 == 0 ? "Down" : "Up"));
            RealTime.Pause(TimeSpan.FromSeconds(5), "until it is calm again");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", percents.Select(percent => percent.ToString("F2", CultureInfo.InvariantCulture)))} % of a core; first key to screen "
            + $"{string.Join(", ", answers.Select(answer => answer.ToString("F0", CultureInfo.InvariantCulture)))} ms, each with two captures of the screen"));
        Median(percents).ShouldBeLessThan(1);
    }

    [Fact(Explicit = true)]
    public void Soak_OfAStartWithFiveHundredRuns_ListsThemAll()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        var store = new RunStore(_place["runs"], new ManualTime());
        for (var i = 0; i < RunCount; i++)
        {
            using var run = store.Create(new RunRecord { Recipe = new RunRecipe { Name = "01-count", Path = "recipes/01-count.csx" } });
            run.Complete();
        }

        // The first start asks whether to look around; those that are measured do not.
        using (var first = new TmuxScreen(_place, 120, 40))
        {
            first.CloseWelcome().WaitFor($" {RunCount}│").Press("C-q").WaitFor("ended with 0");
        }

        var (frames, lists) = (new List<double>(), new List<double>());
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            using var screen = new TmuxScreen(_place, 120, 40);
            screen.WaitFor("F5 Run");
            frames.Add(watch.Elapsed.TotalSeconds);
            screen.WaitFor($" {RunCount}│");
            lists.Add(watch.Elapsed.TotalSeconds);
            screen.Press("C-q").WaitFor("ended with 0");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{RunCount} runs: first screen after {Median(frames):F1} s, all runs listed after {Median(lists):F1} s, "
            + $"medians of {lists.Count} starts of the program"));
        lists.Count.ShouldBe(frames.Count);
    }

    // Beside it stands how long the run took, which is not a part of the number.
    [GeneratedRegex(@"(?<count>\d[\d,]*) events", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventCount();

    private void Soak(int seconds)
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/01-flood.csx", Flood.Replace("60,", $"{seconds.ToString(CultureInfo.InvariantCulture)},", StringComparison.Ordinal));
        using var screen = new TmuxScreen(_place, 120, 40);
        screen.CloseWelcome().WaitFor("Benchmarks");
        screen.Press("Home").Press("Right").WaitFor("01-flood").Press("Down").Press("Enter").WaitFor("● 01-flood").Press("F5").WaitFor("running");

        var (memory, answers) = (new List<double>(), new List<double>());
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            memory.Add(screen.MegabytesOfMemory());
            answers.Add(screen.MillisecondsToAnswer(answers.Count % 2 == 0 ? "Down" : "Up"));
            RealTime.Pause(TimeSpan.FromSeconds(0.5), "a user who presses a key now and then");
        }

        screen.WaitFor("completed", TimeSpan.FromMinutes(3)).Press("M-m").Press("F4").WaitFor(" events");
        var run = new RunStore(_place["runs"], new ManualTime()).Find("last");
        var lines = File.ReadLines(Path.Combine(run.Folder, "events.jsonl")).LongCount();
        lines.ShouldBeGreaterThan(seconds * 1000L);
        var shown = long.Parse(string.Concat(EventCount().Match(screen.Text).Groups["count"].Value.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
        shown.ShouldBe(lines, "every event of the file was counted");

        var (early, late) = (Median(memory[(memory.Count / 4)..(memory.Count / 2)]), Median(memory[(3 * memory.Count / 4)..]));
        answers.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{lines} events; memory {early:F0} MB in the second quarter, {late:F0} MB in the last; "
            + $"key to screen {Median(answers):F0} ms median, {answers[(int)(answers.Count * 0.95)]:F0} ms p95 of {answers.Count}, "
            + $"each with two captures of the screen"));
        late.ShouldBeLessThan(early * 1.15, "memory is flat");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
