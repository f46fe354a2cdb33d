using System.Runtime.InteropServices;

namespace RewardLab.Terminal;

/// <summary>Ctrl+C, SIGTERM and, on Windows, Ctrl+Break and the closing of the window: the first asks what is under way to end in order, the second ends the
/// process at once, as the first does where nothing needs an order.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Session _session;
    private int _signalCount;
    private int _exitCode = Terminal.ExitCode.Cancelled;

    public Interruption(Session session)
    {
        _session = session;
        session.Stop = Stop;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),

            // On Windows these are the closing of the window and Ctrl+Break, by which 'plugins dev' ends what it started. Elsewhere they are left alone:
            // nohup ignores the first, and a handler would hear it all the same.
            .. OperatingSystem.IsWindows()
                ? [PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle), PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Handle)]
                : Array.Empty<PosixSignalRegistration>(),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the process ends with once it was asked to: 143 after SIGTERM, else 130.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        _session.Stop = static () => { };
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_session.HandlesSignals)
        {
            return;
        }

        if (context.Signal is PosixSignal.SIGTERM or PosixSignal.SIGHUP)
        {
            Volatile.Write(ref _exitCode, Terminal.ExitCode.Terminated);
        }

        _session.Screen.EndProgress();
        if (!_session.MustEndInOrder || Interlocked.Increment(ref _signalCount) > 1)
        {
            _session.Screen.Error.WriteLine("rewardlab: cancelled");
            ProcessEnd.AtOnce(ExitCode);
        }

        _session.Screen.Status.WriteLine("rewardlab: stopping; press Ctrl+C again to stop at once");
        _source.Cancel();
        if (OperatingSystem.IsWindows() && context.Signal is PosixSignal.SIGTERM or PosixSignal.SIGHUP)
        {
            Thread.Sleep(Timeout.Infinite); // Windows ends the process when this returns, or after 5 s: the end in order comes first
        }
    }

    private void Stop()
    {
        _session.Screen.EndProgress();
        _session.Screen.Status.WriteLine("rewardlab: stopping");
        _source.Cancel();
    }
}
