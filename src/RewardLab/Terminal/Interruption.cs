using System.Runtime.InteropServices;

namespace RewardLab.Terminal;

/// <summary>Ctrl+C and SIGTERM: the first asks a run to stop, the second ends the process at once, as the first does where no run is under way.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Session _session;
    private int _signalCount;

    public Interruption(Session session)
    {
        _session = session;
        session.Stop = Stop;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

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

        _session.Screen.EndProgress();
        if (!_session.MustEndInOrder || Interlocked.Increment(ref _signalCount) > 1)
        {
            _session.Screen.Error.WriteLine("rewardlab: stopped");
            ProcessEnd.AtOnce(ExitCode.Cancelled);
        }

        _session.Screen.Error.WriteLine("rewardlab: stopping; press Ctrl+C again to stop at once");
        _source.Cancel();
    }

    private void Stop()
    {
        _session.Screen.EndProgress();
        _session.Screen.Error.WriteLine("rewardlab: stopping");
        _source.Cancel();
    }
}
