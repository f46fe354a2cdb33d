using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace RewardLab.Editor.Shell;

/// <summary>Keeps the library's loop calm where nothing happens: fewer rounds, and no writes to the terminal.</summary>
/// <remarks>The library writes the cursor's place at every round once it was asked to, also where it is the same;
/// here it does where it may be another.</remarks>
internal sealed class QuietLoop
{
    // While something is typed; frames are drawn only where something has changed.
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(12);

    // Otherwise input ends the pause; where nobody tells of it, a key waits for the next round.
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdlePauseWithoutEvent = TimeSpan.FromMilliseconds(33);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly EventWaitHandle _arrived;
    private readonly TimeSpan _idlePause;
    private readonly IApplication _application;
    private readonly TimeProvider _time;
    private Cursor? _seen;
    private bool _hasFrame;
    private long _timestamp;

    /// <summary>Keeps an application's loop calm.</summary>
    /// <param name="application">The application.</param>
    /// <param name="time">The clock.</param>
    /// <param name="arrived">Ends a pause.</param>
    /// <param name="tellsOfInput">Whether it is set when there is input.</param>
    public QuietLoop(IApplication application, TimeProvider time, EventWaitHandle arrived, bool tellsOfInput)
    {
        (_application, _time, _arrived) = (application, time, arrived);
        _idlePause = tellsOfInput ? IdlePause : IdlePauseWithoutEvent;

        // The library's own pause spins for most of a millisecond before it sleeps, which is most of what an idle editor would cost.
        Application.MaximumIterationsPerSecond = ushort.MaxValue;
        _timestamp = time.GetTimestamp();
        application.Keyboard.KeyDown += (_, _) => _timestamp = time.GetTimestamp();
        application.LayoutAndDrawComplete += (_, _) => _hasFrame = true;
        application.Iteration += (_, _) => Rest();
    }

    // At the beginning of a round: what changed in the last one has a whole round to be written.
    private void Rest()
    {
        var cursor = _application.TopRunnableView?.MostFocused?.Cursor;
        if (!_hasFrame && cursor == _seen)
        {
            _application.Driver?.SetCursorNeedsUpdate(false);
        }

        (_hasFrame, _seen) = (false, cursor);
        if (_arrived.WaitOne(_time.GetElapsedTime(_timestamp) < Patience ? BusyPause : _idlePause))
        {
            _timestamp = _time.GetTimestamp();
        }
    }
}
