using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace RewardLab.Editor.Shell;

/// <summary>Lets the library write the cursor's place only where it may be another: it asks for it once and then writes it at every round of its loop, also
/// where nothing changes.</summary>
internal sealed class QuietCursor
{
    private readonly IApplication _application;
    private Cursor? _seen;
    private bool _hasFrame;

    public QuietCursor(IApplication application)
    {
        _application = application;
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
    }
}
