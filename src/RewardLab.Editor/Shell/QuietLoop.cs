using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace RewardLab.Editor.Shell;

/// <summary>Keeps the library's loop calm where nothing happens: fewer rounds, and no writes to the terminal.</summary>
/// <remarks>The library writes the cursor's place at every round once it was asked to, also where it is the same;
/// here it does where it may be another.</remarks>
internal sealed class QuietLoop : IDisposable
{
    // A key waits for the next round. Frames are drawn only where something has changed.
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(12);
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(33);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ManualResetEvent _never = new(initialState: false);
    private readonly IApplication _application;
    private readonly TimeProvider _time;
    private Cursor? _seen;
    private bool _hasFrame;
    private long _timestamp;

    public QuietLoop(IApplication application, TimeProvider time)
    {
        (_application, _time) = (application, time);

        // The library's own pause spins for most of a millisecond before it sleeps, which is most of what an idle editor would cost.
        Application.MaximumIterationsPerSecond = ushort.MaxValue;
        _timestamp = time.GetTimestamp();
        application.Keyboard.KeyDown += (_, _) => _timestamp = time.GetTimestamp();
        application.LayoutAndDrawComplete += (_, _) => _hasFrame = true;
        application.Iteration += (_, _) => Rest();
    }

    public void Dispose() => _never.Dispose();

    // At the beginning of a round: what changed in the last one has a whole round to be written.
    private void Rest()
    {
        var cursor = _application.TopRunnableView?.MostFocused?.Cursor;
        if (!_hasFrame && cursor == _seen)
        {
            _application.Driver?.SetCursorNeedsUpdate(false);
        }

        (_hasFrame, _seen) = (false, cursor);
        _never.WaitOne(_time.GetElapsedTime(_timestamp) < Patience ? BusyPause : IdlePause);
    }
}
