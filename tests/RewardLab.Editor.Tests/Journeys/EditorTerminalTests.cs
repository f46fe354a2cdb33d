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
    public void Editor_SuspendedInAShell_GivesTheScreenBackAndComesBackWhole()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = TmuxScreen.InShell(_place, 100, 30);
        screen.WaitFor("shell>").TypeProgram().CloseWelcome().WaitFor("Recipes");

        // Ctrl+Z undoes here, and neither stops the editor nor leaves anything of it behind.
        screen.Press("M-i", "C-z").WaitFor("Nothing to undo.");

        for (var round = 1; round <= 2; round++)
        {
            screen.Press("C-p").WaitFor("Commands").Type("suspend the").WaitFor("'fg' continues it").Press("Enter");
            screen.WaitForRestored().WaitFor("Stopped").Type($"clear; echo round $(({round}+1))").Press("Enter").WaitFor($"round {round + 1}");
            screen.Text.ShouldNotContain("F5 Run", customMessage: "the shell has the screen for itself");
            screen.Type("fg").Press("Enter").WaitForRestored(isRestored: false).WaitFor("F5 Run").WaitFor("▌Inspector");
            screen.Press("C-z").WaitFor("Nothing to undo.");
        }

        screen.Press("C-q").WaitForRestored().WaitFor("'\nshell>").Type("echo ended with $?").Press("Enter").WaitFor("ended with 0");
    }

    [Fact]
    public void Editor_LeftAlone_WritesNothingToItsTerminal()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 100, 30);
        Open(screen);
        screen.RecordTo(_place["written.txt"]).Press("Down");
        Poll.Until(() => Written() > 0, "what a key changes is written, and so recorded");

        // Until the first seconds are over in which nothing is written: where anything moves by itself they never come.
        var (before, watch) = (Written(), Stopwatch.StartNew());
        Poll.Until(
            () =>
            {
                if (Written() is var now && now != before)
                {
                    (before, watch) = (now, Stopwatch.StartNew());
                }

                return watch.Elapsed > TimeSpan.FromSeconds(3);
            },
            "three seconds without a byte");
        screen.Press("C-q").WaitFor("ended with 0");

        long Written() => new FileInfo(_place["written.txt"]).Length;
    }

    [Fact]
    public void Everything_TypedInAnEditorThatWasKilled_IsThereAtTheNextStart()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/experiments/tune.yaml", "model: toybox\nprompts: [two cats]\nreward: { reward: toybox-clip }\n");
        using (var screen = new TmuxScreen(_place, 100, 30))
        {
            Open(screen);
            screen.Press("M-i").Press("Enter").Type("some words").Press("Enter").WaitFor("1 changed");
            screen.Press("M-p", "Home", "Left", "Down", "Right").WaitFor("tune").Press("Down", "Enter").WaitFor("image model  toybox");
            screen.Press("M-h", "Home", "Down", "Down", "e").WaitFor("Prompts, one per line").Press("Enter").Type("three dogs").WaitFor("2 prompts");
            Poll.Until(
                () => File.ReadAllText(_place["home/session.json"]) is var kept
                    && kept.Contains("some words", StringComparison.Ordinal)
                    && kept.Contains("three dogs", StringComparison.Ordinal),
                "what was typed is kept");
            screen.Signal("KILL").WaitFor("ended with 137");
        }

        using var again = new TmuxScreen(_place, 100, 30);
        again.WaitFor("Prompts, one per line").WaitFor("three dogs").Press("C-s").WaitFor("2 prompts; Ctrl+Z").WaitFor("not saved");
        again.Press("M-p", "Home", "Right").WaitFor("01-words").Press("Down", "Enter").WaitFor("● 01-words").Press("M-i").WaitFor("some words");
        again.Press("C-q").WaitFor("ended with 0");
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
