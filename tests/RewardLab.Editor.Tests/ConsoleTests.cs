using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Logs;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>The console and the line of messages: times, wrapping, folding, and nothing that is cut away for good.</summary>
[Collection(EditorCollection.Name)]
public sealed class ConsoleTests : IDisposable
{
    private const string LongPath =
        "/a/folder/that/is/rather/deep/and/holds/yet/another/folder/with/a/long/name/and/in/it/a/file/called/experiment-of-today.yaml";

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-console-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData("", 10)]
    [InlineData("two cats and three balls on a table", 12)]
    [InlineData(LongPath, 20)]
    [InlineData("ベンチマークの画像を評価する", 9)]
    [InlineData("Saved: " + LongPath, 40)]
    public void Wrap_OfAText_LeavesNothingOutAndFits(string text, int width)
    {
        string[] lines = [.. TextWrap.Lines(text, width)];

        string.Concat(lines).Replace(" ", "", StringComparison.Ordinal).ShouldBe(text.Replace(" ", "", StringComparison.Ordinal));
        lines.ShouldAllBe(line => Terminal.Gui.Text.StringExtensions.GetColumns(line, true) <= width);
    }

    [Fact]
    public void Rows_OfLongLines_AreWrappedAndOfAFoldedRunOne()
    {
        var log = new ConsoleLog(new ManualTime());
        log.Add(new ConsoleEntry("count", EventSeverity.Information, "started") { RunId = "run-1" });
        log.Add(new ConsoleEntry("count", EventSeverity.Error, $"cannot read {LongPath}") { RunId = "run-1" });
        log.Add("", EventSeverity.Information, "two\nlines");
        log.Add(new ConsoleEntry("count", EventSeverity.Information, "another run's") { RunId = "run-2" });
        log.Add(new ConsoleEntry("count", EventSeverity.Information, "last of the first") { RunId = "run-1" });
        var rows = new ConsoleRows();

        rows.Update(log, EventSeverity.Information, "", 40);
        rows.Rows.Count(row => row.IsFirst).ShouldBe(6);
        string.Concat(rows.Rows.Where(row => ReferenceEquals(row.Entry, log.Entries[1])).Select(row => row.Text)).ShouldContain("experiment-of-today.yaml");
        rows.Rows.Count.ShouldBeGreaterThan(7);

        rows.Fold(log.Entries[0]);
        rows.Update(log, EventSeverity.Information, "", 40);
        rows.Rows.Select(row => (row.Text, row.FoldedCount, row.FoldedErrorCount)).ShouldBe(
            [("two", 0, 0), ("lines", 0, 0), ("another run's", 0, 0), ("last of the first", 3, 1)]);

        rows.FoldAll(log.Entries);
        rows.Update(log, EventSeverity.Information, "", 40);
        rows.Rows.Select(row => row.FoldedCount).ShouldBe([0, 0, 1, 3]);
        rows.FoldAll(log.Entries);
        rows.IsWrapped = false;
        rows.Update(log, EventSeverity.Warning, "cannot", 40);
        rows.Rows.Single().Text.ShouldEndWith("experiment-of-today.yaml");
    }

    [Fact]
    public void Time_OfALineOfAnotherDay_SaysItsDay()
    {
        var time = new ManualTime();
        var log = new ConsoleLog(time);
        log.Add("", EventSeverity.Information, "now");
        log.Add(new ConsoleEntry("", EventSeverity.Information, "then") { Time = time.GetLocalNow().AddDays(-40) });
        log.Add(new ConsoleEntry("", EventSeverity.Information, "once"));
        var rows = new ConsoleRows();

        rows.Update(log, EventSeverity.Information, "", 80);

        log.Entries.Select(entry => rows.TimeOf(entry).Length).ShouldBe([8, 14, 0]);
    }

    [Fact]
    public void Message_ThatIsWiderThanItsLine_IsWholeInTheList()
    {
        using var stage = new EditorStage(_place, 80, 24);
        stage.Shell.View.ShowStatus("An earlier one.");
        stage.Shell.View.ShowStatus($"Saved: {LongPath}");

        stage.Frame();
        stage.Screen.Split('\n')[^2].ShouldContain("F3 shows all of it");
        var list = stage.InDialog(Key.F3);

        list.ShouldContain("An earlier one.");
        list.ShouldContain("experiment-of-today.yaml");
        stage.Screen.ShouldNotContain("An earlier one.");
    }

    [Fact]
    public void Console_WithTheFocus_HasTheWholeScreenByF4UntilOneGoesElsewhere()
    {
        using var stage = new EditorStage(_place, 80, 24);
        foreach (var i in Enumerable.Range(1, 30))
        {
            stage.Bench.Console.Add("", EventSeverity.Information, $"line {i}");
        }

        stage.Press(Key.C.WithAlt, Key.F4);
        stage.Screen.ShouldContain("line 12");
        stage.Screen.ShouldNotContain("Hierarchy");

        stage.Press(Key.M.WithAlt);
        stage.Screen.ShouldContain("Hierarchy");
        stage.Press(Key.F4);
        stage.Screen.ShouldNotContain("Hierarchy");
        stage.Press(Key.F4);
        stage.Screen.ShouldContain("Hierarchy");
    }

    [Fact]
    public void Console_WhoseEarlierLineIsSelected_StaysThere()
    {
        using var stage = new EditorStage(_place);
        foreach (var i in Enumerable.Range(1, 9))
        {
            stage.Bench.Console.Add(new ConsoleEntry("count", EventSeverity.Information, $"line {i}") { RunId = "run-1" });
        }

        stage.Press(Key.C.WithAlt, Key.CursorUp);
        stage.Shell.View.Console.IsFollowing.ShouldBeFalse();
        stage.Bench.Console.Add("", EventSeverity.Information, "a newer one");
        stage.Frame();
        stage.Shell.View.Console.Selected!.Text.ShouldBe("line 8");

        stage.Press(Key.Space);
        stage.Screen.ShouldContain("run-1 9 lines");
        stage.Press(Key.Enter, Key.End);
        stage.Shell.View.Console.IsFollowing.ShouldBeTrue();
    }
}
