using System.Text;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Terminal;

/// <summary>The terminal, shared by a progress bar on its last line and everything else that is written: lines go above the bar.</summary>
/// <remarks>Where standard error is not a terminal there is no bar, but a line of progress every ten seconds and when a stage ends.
/// Safe from any thread.</remarks>
internal sealed class Screen : IRunListener, IDisposable
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    // A stage that is over sooner is not worth a line.
    private static readonly TimeSpan MinStage = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly TimeProvider _time;
    private readonly Func<int>? _width;
    private readonly StageProgress _progress;
    private readonly ITimer? _timer;
    private string _bar = "";
    private Action<string>? _errorLines;
    private bool _isInsideLine;
    private long _lastDraw;

    /// <summary>Makes a screen.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error, where progress goes.</param>
    /// <param name="width">Columns of the terminal; null where standard error is none.</param>
    /// <param name="time">The clock.</param>
    public Screen(TextWriter output, TextWriter error, Func<int>? width, TimeProvider time)
    {
        _output = output;
        _error = error;
        _width = width;
        _time = time;
        _progress = new StageProgress(time);
        Output = new ScreenWriter(this, output);
        ColouredOutput = new ScreenWriter(this, output, isRaw: true);
        Error = new ScreenWriter(this, error);
        Status = new ScreenWriter(this, error, isStatus: true);
        _timer = width is null ? null : time.CreateTimer(_ => Redraw(), state: null, RedrawInterval, RedrawInterval);
    }

    /// <summary>Standard output, above the bar.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard output, above the bar, for text with colours of the program's own.</summary>
    public TextWriter ColouredOutput { get; }

    /// <summary>Standard error, above the bar.</summary>
    public TextWriter Error { get; }

    /// <summary>Standard error, above the bar, for what is neither a result nor an error: where a run lies, hints. Silent where the user wants it quiet, or
    /// nobody listens.</summary>
    public TextWriter Status { get; }

    /// <summary>Whether nothing is written but results and errors: no progress, no log lines, no hints.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Columns of the terminal that standard output goes to; null where it goes to none, and lines are of any length.</summary>
    public int? Columns { get; private init; }

    /// <summary>Whether nobody need listen: see <see cref="Detach"/>.</summary>
    public bool IsDetached { get; private set; }

    /// <summary>Takes the console over, so that whoever writes to it writes above the bar.</summary>
    public static Screen OfConsole(TimeProvider time)
    {
        var isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        var screen = new Screen(Console.Out, Console.Error, isTerminal ? ConsoleWidth : null, time)
        {
            Columns = Console.IsOutputRedirected ? null : ConsoleWidth(),
        };
        Console.SetOut(new ConsoleOutput(screen));
        Console.SetError(screen.Error);
        return screen;
    }

    /// <summary>From here on nobody need listen: progress and log lines, which the run's folder tells, are left out,
    /// and a listener that goes away does no harm.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            Erase();
            IsDetached = true;
        }
    }

    /// <summary>Sends what would be written to standard error elsewhere, as while the terminal belongs to the editor.</summary>
    /// <param name="lines">Takes a text of one or more lines, from any thread; null for standard error again.</param>
    public void DivertErrors(Action<string>? lines)
    {
        lock (_gate)
        {
            _errorLines = lines;
        }
    }

    public void OnProgress(string stage, long done, long total)
    {
        lock (_gate)
        {
            if (IsDetached || IsQuiet)
            {
                return;
            }

            var before = _progress.Stage;
            _progress.Report(stage, done, total);
            if (_progress.IsIdle)
            {
                EndStage();
            }
            else if (_width is not null)
            {
                if (stage != before || _time.GetElapsedTime(_lastDraw) >= RedrawInterval / 2)
                {
                    Draw();
                }
            }
            else if (stage != before)
            {
                _lastDraw = _time.GetTimestamp();
            }
            else if (_time.GetElapsedTime(_lastDraw) >= LineInterval)
            {
                _lastDraw = _time.GetTimestamp();
                _error.WriteLine(VisibleText.Escape(ProgressText.Line(_progress)));
            }
        }
    }

    /// <summary>Prints a table on standard output, folded into the columns of the terminal.</summary>
    public void WriteTable(ResultTable table) => Output.Write(table.ToText(Columns));

    public void OnLog(string message)
    {
        Status.WriteLine(message);
    }

    /// <summary>Takes the bar away; what was under way is over.</summary>
    public void EndProgress()
    {
        lock (_gate)
        {
            Erase();
            _progress.Report("", 0, 1);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        EndProgress();
        Flush(_output);
        Flush(_error);
    }

    /// <summary>Writes above the bar.</summary>
    internal void Write(TextWriter target, ReadOnlySpan<char> text)
    {
        // Prompts, file names and messages are others' words, and must not act on the terminal.
        WriteRaw(target, VisibleText.EscapeLines(text));
    }

    /// <summary>Writes above the bar, control characters too: for what is the program's own.</summary>
    internal void WriteRaw(TextWriter target, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            if (_errorLines is { } lines && ReferenceEquals(target, _error))
            {
                lines(text.ToString());
                return;
            }

            Erase();
            try
            {
                target.Write(text);
                target.Flush();
            }
            catch (IOException) when (IsDetached)
            {
                // Whoever started the run is gone, and the run continues.
            }

            _isInsideLine = text[^1] != '\n';
            if (!_progress.IsIdle && _width is not null)
            {
                Draw();
            }
        }
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }

    private void Flush(TextWriter target)
    {
        try
        {
            target.Flush();
        }
        catch (IOException) when (IsDetached)
        {
            // As when it was written.
        }
    }

    private void EndStage()
    {
        Erase();
        if (_progress.Elapsed >= MinStage)
        {
            _error.WriteLine(VisibleText.Escape(ProgressText.Finished(_progress)));
        }
    }

    private void Redraw()
    {
        lock (_gate)
        {
            if (!_progress.IsIdle)
            {
                Draw();
            }
        }
    }

    // Whoever is in the middle of a line gets to end it first.
    private void Draw()
    {
        if (_isInsideLine)
        {
            return;
        }

        var bar = VisibleText.Escape(ProgressText.Bar(_progress, _width!()));
        var line = new StringBuilder("\r").Append(bar).Append(' ', Math.Max(0, _bar.Length - bar.Length));
        _error.Write(line);
        _error.Flush();
        _bar = bar;
        _lastDraw = _time.GetTimestamp();
    }

    private void Erase()
    {
        if (_bar.Length > 0)
        {
            _error.Write($"\r{new string(' ', _bar.Length)}\r");
            _error.Flush();
            _bar = "";
        }
    }
}
