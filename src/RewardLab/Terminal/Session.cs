using Spectre.Console;

namespace RewardLab.Terminal;

/// <summary>What every command writes to and takes the time from.</summary>
internal sealed class Session(TimeProvider time)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Standard output.</summary>
    public IAnsiConsole Output { get; } = Create(Console.Out);

    /// <summary>Standard error.</summary>
    public IAnsiConsole Error { get; } = Create(Console.Error);

    private static IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        // Lines are never broken here: paths stay whole to be copied, and a pipe has no width.
        console.Profile.Width = 100_000;
        return console;
    }
}
