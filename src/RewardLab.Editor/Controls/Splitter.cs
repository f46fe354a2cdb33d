using System.Drawing;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Controls;

/// <summary>A bar between two panes that the mouse drags and, when it has the focus, the arrow keys move.</summary>
internal sealed class Splitter : View
{
    private readonly Appearance _appearance;
    private readonly Orientation _orientation;

    public Splitter(Appearance appearance, Orientation orientation)
    {
        _appearance = appearance;
        _orientation = orientation;
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
    }

    /// <summary>It was moved to a column, or a row, of the view around it.</summary>
    public event Action<int>? Moved;

    protected override bool OnKeyDown(Key key)
    {
        var isVertical = _orientation == Orientation.Vertical;
        var step = key == (isVertical ? Key.CursorLeft : Key.CursorUp) ? -1 : key == (isVertical ? Key.CursorRight : Key.CursorDown) ? 1 : 0;
        if (step != 0)
        {
            Moved?.Invoke((isVertical ? Frame.X : Frame.Y) + step);
        }

        return step != 0;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            if (App!.Mouse.IsGrabbed(this))
            {
                Point place = SuperView!.ScreenToViewport(mouse.ScreenPosition);
                Moved?.Invoke(_orientation == Orientation.Vertical ? place.X : place.Y);
            }
            else
            {
                App.Mouse.GrabMouse(this);
            }

            return true;
        }

        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonReleased) && App!.Mouse.IsGrabbed(this))
        {
            App.Mouse.UngrabMouse();
            return true;
        }

        return false;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        SetAttribute(_appearance.Palette.From(HasFocus ? Ink.Accent : Ink.Dim));
        for (var y = 0; y < Viewport.Height; y++)
        {
            Move(0, y);
            AddStr(_orientation == Orientation.Vertical
                ? _appearance.Glyphs.Vertical
                : string.Concat(Enumerable.Repeat(_appearance.Glyphs.Horizontal, Math.Max(0, Viewport.Width))));
        }

        return true;
    }
}
