using System.Runtime.InteropServices;
using RewardLab.Hosting.Plugins;

namespace RewardLab.Editor.Shell;

/// <summary>Signals of the system: those that end a program close the editor in order, so that the terminal is as it was; one that stops it gives the terminal
/// back before and takes it again after.</summary>
internal sealed class TerminalSignals : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _over = new();
    private volatile int _ending;
    private volatile bool _isStopRequested;

    public TerminalSignals()
    {
        foreach (var (signal, number) in new[] { (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3) })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                End(number);
                if (OperatingSystem.IsWindows() && context.Signal is PosixSignal.SIGTERM or PosixSignal.SIGHUP)
                {
                    Thread.Sleep(Timeout.Infinite); // Windows ends the process when this returns, or after 5 s: the end in order comes first
                }
            }));
        }

        if (!OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
            {
                context.Cancel = true;
                _isStopRequested = true;
            }));
        }
    }

    /// <summary>The number of the signal that asked for the end; 0 where none did.</summary>
    public int Ending => _ending;

    /// <summary>Whether the process was asked to stop, once.</summary>
    public bool TakeStopRequest()
    {
        var isRequested = _isStopRequested;
        _isStopRequested = false;
        return isRequested;
    }

    /// <summary>Stops the process, as Ctrl+Z stops any other; returns when it continues.</summary>
    public static void StopProcess()
    {
        if (!OperatingSystem.IsWindows())
        {
            using var self = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", $"kill -STOP {Environment.ProcessId}"]) { UseShellExecute = false });
            self?.WaitForExit();
        }
    }

    public void Dispose()
    {
        _over.Cancel();
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _over.Dispose();
    }

    // The screen's thread ends in order; where it hangs, the process ends all the same, and what runs at its exit restores the terminal.
    private void End(int number)
    {
        if (Interlocked.CompareExchange(ref _ending, number, 0) == 0)
        {
            var over = _over.Token;
            _ = Task.Run(() =>
            {
                if (!over.WaitHandle.WaitOne(Patience))
                {
                    TerminalState.Reset();
                    PluginHost.ExpectEnd();
                    Environment.Exit(128 + number);
                }
            });
        }
    }
}
