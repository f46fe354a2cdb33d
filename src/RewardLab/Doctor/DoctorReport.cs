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

    /// <summary>The report for programs: whether RewardLab is usable, and each check with its lines.</summary>
    /// <param name="checks">What is examined.</param>
    /// <param name="cancellationToken">Ends it between two checks.</param>
    public static (bool IsUsable, object Json) Examine(IReadOnlyList<ICheck> checks, CancellationToken cancellationToken)
    {
        var parts = new List<(string Title, IReadOnlyList<CheckLine> Lines)>();
        foreach (var check in checks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            parts.Add((check.Title, Examination.Run(check)));
        }

        var isUsable = parts.All(part => part.Lines.All(line => line.Status != CheckStatus.Problem));
        return (isUsable, new { IsUsable = isUsable, Checks = parts.Select(part => new { part.Title, part.Lines }) });
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
