using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Workers;

/// <summary>Workers that a run starts on its own machine: processes of this program, which end with it however it ends.</summary>
internal sealed class LocalWorkers : IDisposable
{
    /// <summary>Ends a worker when its standard input does: no end of this process can leave it behind.</summary>
    public const string UntilInputEnds = "--until-input-ends";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);
    private readonly List<Process> _processes = [];
    private readonly Action<string> _log;
    private readonly Action<string> _abort;
    private int _running;
    private volatile bool _isEnding;

    private LocalWorkers(Action<string> log, Action<string> abort) => (_log, _abort) = (log, abort);

    /// <summary>Starts them.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="arguments">Of each, after the program's name.</param>
    /// <param name="log">Told a line for the user.</param>
    /// <param name="abort">Told why when none of them is left.</param>
    /// <exception cref="RewardLabException">The system cannot start them.</exception>
    public static LocalWorkers Start(int count, IReadOnlyList<string> arguments, Action<string> log, Action<string> abort)
    {
        var workers = new LocalWorkers(log, abort) { _running = count };
        try
        {
            for (var i = 0; i < count; i++)
            {
                workers._processes.Add(workers.Start(arguments));
            }

            return workers;
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    /// <summary>Threads for each of a number of workers, so that together they have this machine's.</summary>
    public static int ThreadsOf(int count) => Math.Max(1, Environment.ProcessorCount / Math.Max(1, count));

    public void Dispose()
    {
        _isEnding = true;
        foreach (var process in _processes)
        {
            ProcessSignal.AskToEnd(process);
        }

        var watch = Stopwatch.StartNew();
        foreach (var process in _processes)
        {
            if (!process.WaitForExit(TimeSpan.FromTicks(Math.Max(0, (Grace - watch.Elapsed).Ticks))))
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase);
        string[] all = [.. isHost ? [typeof(LocalWorkers).Assembly.Location] : Array.Empty<string>(), .. arguments];
        var start = new ProcessStartInfo(program, all)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        if (OperatingSystem.IsWindows())
        {
            // A group of its own can be asked to end without asking this process too.
            start.CreateNewProcessGroup = true;
        }

        start.Environment["TERM"] = "dumb";
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.ErrorDataReceived += (_, line) => Tell(line.Data);
        process.OutputDataReceived += static (_, _) => { };
        process.Exited += (_, _) => HandleExit(process);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            process.Dispose();
            throw new RewardLabException($"A worker cannot be started: {OneLine.FirstLine(exception)}", exception);
        }

        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private void Tell(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line) && !_isEnding)
        {
            _log($"Local worker: {line}");
        }
    }

    private void HandleExit(Process process)
    {
        var left = Interlocked.Decrement(ref _running);
        if (_isEnding)
        {
            return;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"A local worker ended with exit code {process.ExitCode}");
        _log($"{text}; {left} {(left == 1 ? "is" : "are")} left.");
        if (left == 0)
        {
            _abort($"{text}, and it was the last. See its lines above; '--verbose' shows more.");
        }
    }
}
