using System.Diagnostics;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>The editor and its terminal: restored on every way out, silent while nothing happens, a paste is a paste.</summary>
public sealed class EditorTerminalTests : IDisposable
{
    private const string Recipe = """
        // Says words.
        var words = Lab.Param("words", "", "some words");
        Lab.Log(words);
        """;

    private readonly Workplace _place = new();

    public EditorTerminalTests() => _place.Write("recipes/01-words.csx", Recipe);

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("QUIT", 131)]
    public void Signal_ThatEndsIt_LeavesTheTerminalAsItWas(string signal, int exitCode)
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 100, 30);
        screen.CloseWelcome().WaitFor("Recipes").Press("C-p").WaitFor("Commands"); // a dialog is open
        screen.IsRestored.ShouldBeFalse();

        screen.Signal(signal).WaitFor($"ended with {exitCode}").WaitForRestored();
    }

    [Fact]
    public void Signal_ThatStopsIt_GivesTheTerminalBackUntilItContinues()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 100, 30);
        screen.CloseWelcome().WaitFor("Recipes");

        screen.Signal("TSTP").WaitForRestored().WaitForStopped();
        screen.Signal("CONT").WaitForRestored(isRestored: false);

        screen.WaitFor("F5 Run").Press("M-i").Press("C-q").WaitFor("ended with 0").WaitForRestored();
    }

    [Fact]
    public void Values_OfAnEditorThatWasKilled_AreThereAtTheNextStart()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using (var screen = new TmuxScreen(_place, 100, 30))
        {
            Open(screen);
            screen.Press("M-i").Press("Enter").Type("two cats").Press("Enter").WaitFor("1 changed");
            RealTime.Pause(TimeSpan.FromSeconds(3), "the editor saves every second");
            screen.Signal("KILL").WaitFor("ended with 137");
        }

        using var again = new TmuxScreen(_place, 100, 30);
        again.WaitFor("F5 Run").Press("M-i").WaitFor("two cats").Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Paste_WithoutMarks_IsTakenAtOnce()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 100, 30);
        Open(screen);
        screen.Press("M-i").Press("Enter");
        var before = screen.MegabytesOfMemory();
        var watch = Stopwatch.StartNew();

        screen.Type(new string('a', 9_990) + "theEnd").WaitFor("theEnd");

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        screen.MegabytesOfMemory().ShouldBeLessThan(before + 600);
        screen.Press("Enter").Press("C-q").WaitFor("ended with 0");
    }

    private static void Open(TmuxScreen screen)
    {
        screen.CloseWelcome().WaitFor("Recipes");
        screen.Press("Home").Press("Right").WaitFor("01-words").Press("Down").Press("Enter").WaitFor("● 01-words");
    }
}
