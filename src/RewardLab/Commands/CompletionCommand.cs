using System.CommandLine;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab completion'.</summary>
internal static class CompletionCommand
{
    // Candidates are compared here and not by 'compgen -W', which would expand what stands in them: a run may be named '$(...)'.
    private const string Bash = """
        # Completion of rewardlab for bash. Put this line into ~/.bashrc:
        #   source <(rewardlab completion bash)
        _rewardlab_complete() {
            local word=${COMP_WORDS[COMP_CWORD]} candidate
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ -n $candidate && $candidate == "$word"* ]] && COMPREPLY+=("$(printf '%q' "$candidate")")
            done < <("$1" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _rewardlab_complete rewardlab
        """;

    // Only the command under the cursor is sent, up to the cursor: others may stand before it on the line.
    private const string Zsh = """
        #compdef rewardlab
        # Completion of rewardlab for zsh. Put this line into ~/.zshrc, after compinit:
        #   source <(rewardlab completion zsh)
        _rewardlab() {
            local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
            local -a candidates
            candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            candidates=("${(@)candidates:#}")
            (( ${#candidates} )) && compadd -a candidates || _files
        }
        compdef _rewardlab rewardlab
        """;

    private const string PowerShell = """
        # Completion of rewardlab for PowerShell. Put this line into $PROFILE:
        #   rewardlab completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName rewardlab -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $length = $cursorPosition - $commandAst.Extent.StartOffset
            $line = "$commandAst".PadRight($length).Substring(0, $length)
            $word = $wordToComplete.Trim("'", '"')
            if ($line.EndsWith("'$word") -or $line.EndsWith("`"$word")) { $line = $line.Remove($line.Length - $word.Length - 1) + $word }
            & $commandAst.CommandElements[0].Value "[suggest:$($line.Length)]" $line 2>$null | Where-Object { $_.StartsWith($word) } | ForEach-Object {
                $text = if ($_ -match '^[\w./\\:=+?-]+$') { $_ } else { "'" + $_.Replace("'", "''") + "'" }
                [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static Command Create(Session session)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or pwsh", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        var command = new Command("completion", "Prints the script that lets a shell complete RewardLab's commands, options and names of runs with Tab.")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            var script = parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => PowerShell };
            session.Screen.Output.Write(script.ReplaceLineEndings("\n") + "\n");
            return ExitCode.Success;
        });
        return command;
    }
}
