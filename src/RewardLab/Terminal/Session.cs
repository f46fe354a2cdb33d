using Spectre.Console;

namespace RewardLab.Terminal;

/// <summary>What every command writes to and takes the time from.</summary>
internal sealed class Session : IDisposable
{
    private const string SafeVariable = "REWARDLAB_SAFE";
    private bool _mustEndInOrder;

    public Session(TimeProvider time)
    {
        Time = time;
        Screen = Screen.OfConsole(time);
        Output = Create(Screen.ColouredOutput);
    }

    /// <summary>Clock of all that is timed or waits.</summary>
    public TimeProvider Time { get; }

    /// <summary>The terminal and its progress bar.</summary>
    public Screen Screen { get; }

    /// <summary>Standard output.</summary>
    public IAnsiConsole Output { get; }

    /// <summary>Whether only RewardLab's own plugins are loaded; programs that this one starts, such as the editor's runs, inherit it.</summary>
    public bool IsSafe
    {
        get => Environment.GetEnvironmentVariable(SafeVariable) == "1";
        set => Environment.SetEnvironmentVariable(SafeVariable, value || IsSafe ? "1" : null);
    }

    /// <summary>Whether what runs, such as the editor, ends by itself on a signal: it has the terminal to restore first.</summary>
    public bool HandlesSignals { get; set; }

    /// <summary>Whether something is under way that must be ended in order, such as a run; else a request to stop ends the process at once.</summary>
    public bool MustEndInOrder
    {
        get => Volatile.Read(ref _mustEndInOrder);
        set => Volatile.Write(ref _mustEndInOrder, value);
    }

    /// <summary>Asks what is under way to stop, as the first Ctrl+C does.</summary>
    public Action Stop { get; set; } = static () => { };

    public void Dispose() => Screen.Dispose();

    // Colours by convention: on a terminal alone, and not where NO_COLOR is set (https://no-color.org) or the terminal is dumb.
    private static IAnsiConsole Create(TextWriter writer)
    {
        var isColoured = !Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isColoured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isColoured ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });

        // Lines are never broken here: paths stay whole to be copied, and a pipe has no width.
        console.Profile.Width = 100_000;
        return console;
    }
}
