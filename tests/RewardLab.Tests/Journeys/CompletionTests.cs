using System.Diagnostics;

namespace RewardLab.Tests.Journeys;

public sealed class CompletionTests : IDisposable
{
    // The variables that bash sets before it asks a completion's function.
    private const string Bash = """
        source <(rewardlab completion bash)
        COMP_LINE=$1; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _rewardlab_complete rewardlab
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    // A second zsh has a terminal of its own, in which the line and Tab are typed; Control-X prints what stands in the line then.
    private const string Zsh = """
        zmodload zsh/zpty
        zpty inner zsh -f -i
        zpty -w inner 'PS1=; autoload -Uz compinit && compinit -u -D; source <(rewardlab completion zsh)'
        zpty -w inner 'show() { print -r -- "$BUFFER" > part.txt; mv part.txt line.txt; exit }; zle -N show; bindkey "^X" show; print REA""DY'
        zpty -r inner ignored '*READY*'
        zpty -w -n inner "$1"$'\t\x18'
        while [[ ! -e line.txt ]]; do zpty -r inner ignored || break; done
        cat line.txt
        """;

    // What PowerShell asks itself when Tab is pressed.
    private const string PowerShell = """
        rewardlab completion pwsh | Out-String | Invoke-Expression
        $line = $args[0]
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches | ForEach-Object { $_.CompletionText }
        """;

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
    [InlineData("bash", "rewardlab runs sto", "stop")]
    [InlineData("bash", "rewardlab runs show base", "baseline")]
    [InlineData("bash", "rewardlab runs prune --older", "--older-than")]
    [InlineData("zsh", "rewardlab runs sto", "rewardlab runs stop ")]
    [InlineData("zsh", "rewardlab runs show base", "rewardlab runs show baseline ")]
    [InlineData("zsh", "rewardlab runs prune --older", "rewardlab runs prune --older-than ")]
    [InlineData("zsh", "rewardlab score --image-reading ref", "rewardlab score --image-reading reference ")]
    [InlineData("zsh", "rewardlab runs show \"base", "rewardlab runs show \"baseline\" ")]
    [InlineData("zsh", "rewardlab runs compare last base; rewardlab runs sto", "rewardlab runs compare last base; rewardlab runs stop ")]
    [InlineData("zsh", "rewardlab --runs ru", "rewardlab --runs runs/")]
    [InlineData("pwsh", "rewardlab runs sto", "stop")]
    [InlineData("pwsh", "rewardlab ru", "run", "runs")]
    [InlineData("pwsh", "rewardlab runs show base", "baseline")]
    [InlineData("pwsh", "rewardlab runs prune --older", "--older-than")]
    [InlineData("pwsh", "rewardlab score --image-reading ref", "reference")]
    [InlineData("pwsh", "rewardlab runs show \"base", "baseline")]
    [InlineData("pwsh", "rewardlab runs compare last base; rewardlab runs sto", "stop")]
    public void Shell_WithItsScript_Completes(string shell, string line, params string[] expected)
    {
        Assert.SkipUnless(IsHere(shell), $"there is no {shell} on this machine");
        Fill();
        Complete(shell, line).ShouldBe(expected);
    }

    [Theory]
    [InlineData("bash", @"evil\$\(touch\ broken\)")]
    [InlineData("zsh", @"rewardlab runs show evil\$\(touch\ broken\) ")]
    [InlineData("pwsh", "'evil$(touch broken)'")]
    public void Shell_WithARunNamedLikeACommand_DoesNotRunIt(string shell, string expected)
    {
        Assert.SkipUnless(IsHere(shell), $"there is no {shell} on this machine");
        Fill();
        _workplace.Write("runs/20260101-000000-first-aaaa/run-notes.json", """{"name": "evil$(touch broken)"}""");
        Complete(shell, "rewardlab runs show evil").ShouldBe([expected]);
        File.Exists(_workplace["broken"]).ShouldBeFalse();
    }

    // What a shell makes of the line when Tab is pressed at its end: bash and PowerShell name the candidates, zsh shows the line itself.
    private string[] Complete(string shell, string line)
    {
        _workplace.Write("bin/rewardlab", $"#!/bin/sh\nexec dotnet '{Workplace.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_workplace["bin/rewardlab"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string[] arguments = shell switch
        {
            "bash" => [_workplace.Write("complete.sh", Bash), line],
            "zsh" => ["-f", _workplace.Write("complete.zsh", Zsh), line],
            _ => ["-NoProfile", "-NonInteractive", "-File", _workplace.Write("complete.ps1", PowerShell), line],
        };
        var start = new ProcessStartInfo(shell, arguments)
        {
            UseShellExecute = false, WorkingDirectory = _workplace.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_workplace["bin"]}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["HOME"] = _workplace.Folder;
        start.Environment["REWARDLAB_HOME"] = _workplace["home"];
        start.Environment["REWARDLAB_CACHE"] = _workplace["cache"];
        start.Environment["REWARDLAB_PLUGINS"] = _workplace["plugins"];
        start.Environment.Remove("REWARDLAB_RUNS");
        start.Environment["TERM"] = "xterm";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = start.Environment["POWERSHELL_UPDATECHECK_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        error.GetAwaiter().GetResult().ShouldBeEmpty();
        return output.Split(["\n", "\r\n"], StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsHere(string shell) =>
        !OperatingSystem.IsWindows()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, shell)));

    private void Fill()
    {
        _workplace.Write("recipes/01-count.csx", "// Counts.\n");
        _workplace.Write("runs/20260101-000000-first-aaaa/run.yaml", "status: completed\nstarted: 2026-01-01T00:00:00+00:00\nseed: 1\n");
        _workplace.Write("runs/20260101-000000-first-aaaa/run-notes.json", """{"name": "baseline"}""");
    }
}
