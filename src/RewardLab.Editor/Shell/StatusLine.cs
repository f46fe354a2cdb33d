using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Shell;

/// <summary>The last row: the keys that act now, here. A click presses them.</summary>
/// <param name="appearance">The colours.</param>
/// <param name="everywhere">Keys of everywhere, the most wanted first.</param>
/// <param name="here">Keys of the part that has the focus.</param>
internal sealed class StatusLine(Appearance appearance, Func<IEnumerable<StatusItem>> everywhere, Func<IEnumerable<PaneKey>> here) : View
{
    private readonly List<(int Start, int End, Action Act)> _places = [];
    private IReadOnlyList<StatusItem> _shown = [];

    /// <summary>Draws the row again where it would say something else.</summary>
    public void Refresh()
    {
        if (!Items().SequenceEqual(_shown))
        {
            SetNeedsDraw();
        }
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked))
        {
            return false;
        }

        foreach (var (start, end, act) in _places)
        {
            if (mouse.Position?.X >= start && mouse.Position?.X < end)
            {
                act();
                break;
            }
        }

        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        _shown = Items();
        _places.Clear();
        var line = new InkLine();
        foreach (var item in _shown)
        {
            // What does not fit is left out whole.
            var start = line.Width;
            var piece = new InkLine().Add($" {item.Key} ", Ink.Accent)
                .Add($"{item.Word} ", item.IsPossible ? Ink.Normal : Ink.Dim)
                .Add(item.Object.Length > 0 ? $"{item.Object} " : "", item.IsPossible ? Ink.Changed : Ink.Dim);
            if (start + piece.Width > Viewport.Width)
            {
                break;
            }

            line.Add(piece);
            if (item.Press is { } key)
            {
                _places.Add((start, line.Width, () => App?.Keyboard.RaiseKeyDownEvent(key)));
            }
        }

        line.Draw(this, 0, 0, Viewport.Width, appearance, isSelected: true);
        return true;
    }

    private StatusItem[] Items() =>
    [
        .. everywhere(),
        .. here().Where(key => key.Word.Length > 0).Select(key => new StatusItem(key.Name, key.Word, key.Key)),
    ];
}
