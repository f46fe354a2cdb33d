using System.Diagnostics;

namespace RewardLab.Tests.Journeys;

public sealed class CompletionTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("rewardlab runs l", "list")]
    [InlineData("rewardlab ru", "run", "runs")]
    [InlineData("rewardlab runs show ", "last", "baseline", "20260101-000000-first-aaaa")]
    [InlineData("rewardlab runs compare last 2026", "20260101-000000-first-aaaa")]
    [InlineData("rewardlab runs prune --fa", "--failed")]
    [InlineData("rewardlab score --image-reading re", "reference")]
    [InlineData("rewardlab run coun", "01-count")]
    public void Suggestions_ForALine_AreWhatMayStandThere(string line, params string[] expected)
    {
        Fill();
        var outcome = _workplace.Run($"[suggest:{line.Length}]", line);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldBeEmpty();
        var words = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in expected)
        {
            words.ShouldContain(word);
        }
    }

    [Theory]
    [InlineData("rewardlab runs sto", "stop")]
    [InlineData("rewardlab runs show base", "baseline")]
    [InlineData("rewardlab runs prune --older", "--older-than")]
    public void Bash_WithItsScript_Completes(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        Fill();
        Complete(line).ShouldBe([expected]);
    }

    [Fact]
    public void Bash_WithARunNamedLikeACommand_DoesNotRunIt()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        Fill();
        _workplace.Write("runs/20260101-000000-first-aaaa/run-notes.json", """{"name": "evil$(touch broken)"}""");
        Complete("rewardlab runs show evil").ShouldHaveSingleItem().ShouldBe(@"evil\$\(touch\ broken\)");
        File.Exists(_workplace["broken"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("zsh", "\"[suggest:$CURSOR]\" \"$BUFFER\"", "compdef _rewardlab rewardlab")]
    [InlineData("pwsh", "\"[suggest:$cursorPosition]\" $line", "Register-ArgumentCompleter -Native -CommandName rewardlab")]
    public void Script_OfOtherShells_AsksWithTheLineAndThePosition(string shell, params string[] parts)
    {
        var outcome = _workplace.Run("completion", shell);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        foreach (var part in parts)
        {
            outcome.Output.ShouldContain(part);
        }
    }

    // What bash does when Tab is pressed at the end of a line.
    private string[] Complete(string line)
    {
        _workplace.Write("bin/rewardlab", $"#!/bin/sh\nexec dotnet '{Workplace.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_workplace["bin/rewardlab"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var script = _workplace.Write(
            "complete.sh",
            $"""
            export PATH="$PWD/bin:$PATH" REWARDLAB_HOME="$PWD/home" REWARDLAB_CACHE="$PWD/cache" REWARDLAB_PLUGINS="$PWD/plugins"
            unset REWARDLAB_RUNS
            source <(rewardlab completion bash)
            COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${"{"}#COMP_WORDS[@]{"}"} - 1))
            _rewardlab_complete rewardlab
            printf '%s\n' "${"{"}COMPREPLY[@]{"}"}"
            """);
        using var bash = Process.Start(new ProcessStartInfo("bash", [script])
        {
            UseShellExecute = false, WorkingDirectory = _workplace.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = bash.StandardOutput.ReadToEnd();
        bash.StandardError.ReadToEnd().ShouldBeEmpty();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Fill()
    {
        _workplace.Write("recipes/01-count.csx", "// Counts.\n");
        _workplace.Write("runs/20260101-000000-first-aaaa/run.yaml", "status: completed\nstarted: 2026-01-01T00:00:00+00:00\nseed: 1\n");
        _workplace.Write("runs/20260101-000000-first-aaaa/run-notes.json", """{"name": "baseline"}""");
    }
}
