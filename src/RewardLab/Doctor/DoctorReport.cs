using RewardLab.Runs.Tables;
using Spectre.Console;

namespace RewardLab.Doctor;

/// <summary>Examines everything in turn and prints it as it goes.</summary>
internal sealed class DoctorReport(IAnsiConsole console, IReadOnlyList<ICheck> checks)
{
    private const int LabelWidth = 14;

    /// <summary>Prints the report.</summary>
    /// <returns>Whether RewardLab is usable: no line is a <see cref="CheckStatus.Problem"/>.</returns>
    public bool Print(CancellationToken cancellationToken)
    {
        var all = new List<CheckLine>();
        foreach (var check in checks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteLine($"[bold]{Markup.Escape(check.Title)}[/]");
            var lines = Examination.Run(check);
            foreach (var line in lines)
            {
                Print(line);
            }

            all.AddRange(lines);
        }

        var problems = all.Count(line => line.Status == CheckStatus.Problem);
        var warnings = all.Count(line => line.Status == CheckStatus.Warning);
        WriteLine("");
        WriteLine(problems == 0
            ? $"[green]RewardLab works on this machine[/]{(warnings == 0 ? "." : $", with {Counted(warnings, "warning")}; see above.")}"
            : $"[red]{Counted(problems, "problem")}[/]: see what to do above.");
        return problems == 0;
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private void Print(CheckLine line)
    {
        var mark = line.Status switch
        {
            CheckStatus.Good => "[green]ok[/]     ",
            CheckStatus.Note => "[grey]note[/]   ",
            CheckStatus.Warning => "[yellow]warning[/]",
            _ => "[red]PROBLEM[/]",
        };
        WriteLine($"  {mark} {Shown(line.Label.PadRight(LabelWidth))} {Shown(line.Value)}");
        if (line.Advice is { } advice)
        {
            WriteLine($"          {new string(' ', LabelWidth)} [bold]do:[/] {Shown(advice)}");
        }
    }

    // Folders and files may be named in any way.
    private static string Shown(string text) => Markup.Escape(VisibleText.Escape(text));

    private void WriteLine(string markup) => console.MarkupLine(markup);
}
