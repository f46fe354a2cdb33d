using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace RewardLab.TestSupport;

/// <summary>The program while it runs; killed when the test is over.</summary>
internal sealed partial class RunningProgram : IDisposable
{
    // SIGTERM: whoever starts the tests may have SIGINT ignored, which processes inherit. The program treats both alike.
    private const int TerminateSignal = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _outputReader;
    private readonly Task _errorReader;
    private TimeSpan _processorTime;

    public RunningProgram(Process process)
    {
        Process = process;
        _outputReader = ReadAsync(process.StandardOutput, _output);
        _errorReader = ReadAsync(process.StandardError, _error);
    }

    public Process Process { get; }

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Processor time that it has taken; once it has ended, what it had taken when it was last looked at.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            try
            {
                Process.Refresh();
                _processorTime = Process.TotalProcessorTime;
            }
            catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended, or does while it is looked at.
            }

            return _processorTime;
        }
    }

    /// <summary>All of standard output; waits for the end.</summary>
    public string Output
    {
        get
        {
            _outputReader.GetAwaiter().GetResult();
            return OutputSoFar;
        }
    }

    /// <summary>What it has written to standard output until now.</summary>
    public string OutputSoFar
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>All of standard error; waits for the end.</summary>
    public string Error
    {
        get
        {
            _errorReader.GetAwaiter().GetResult();
            return ErrorSoFar;
        }
    }

    /// <summary>What it has written to standard error until now.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Waits for its end and notes how much of the processor it takes on the way.</summary>
    public void WaitForExit()
    {
        while (!Process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            Elapsed.ShouldBeLessThan(Patience, "it did not end");
            _ = ProcessorTime;
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    public void WaitFor(Func<bool> condition, string what)
    {
        while (!condition())
        {
            Process.HasExited.ShouldBeFalse($"it ended before {what}: {(Process.HasExited ? Error : "")}");
            Elapsed.ShouldBeLessThan(Patience, $"it never came to {what}");
            RealTime.Pause(TimeSpan.FromMilliseconds(20), "between two checks of the condition");
        }
    }

    /// <summary>Ends it as a power cut would, without a word.</summary>
    public void KillAtOnce()
    {
        Process.Kill();
        Process.WaitForExit();
    }

    /// <summary>Asks it to stop.</summary>
    public void Interrupt() => Kill(Process.Id, TerminateSignal).ShouldBe(0);

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
    }

    private static Task ReadAsync(StreamReader reader, StringBuilder text) => Task.Run(async () =>
    {
        var part = new char[4096];
        for (int count; (count = await reader.ReadAsync(part)) > 0;)
        {
            lock (text)
            {
                text.Append(part, 0, count);
            }
        }
    });

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
