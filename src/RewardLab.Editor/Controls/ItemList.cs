using System.Drawing;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Controls;

/// <summary>Rows of which one is selected; draws those that are seen alone, so that a hundred thousand cost no more than ten.</summary>
internal sealed class ItemList : View
{
    private const int WheelRows = 3;
    private const int SidewaysColumns = 8;

    private readonly Appearance _appearance;
    private readonly Dictionary<Key, Action> _keys;
    private int _top;
    private int _selected;
    private int _left;

    public ItemList(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        TabStop = TabBehavior.TabStop;
        (Width, Height) = (Dim.Fill(), Dim.Fill());
        _keys = new Dictionary<Key, Action>
        {
            [Key.CursorUp] = () => Select(_selected - 1),
            [Key.CursorDown] = () => Select(_selected + 1),
            [Key.PageUp] = () => Select(_selected - Math.Max(1, Viewport.Height - 1)),
            [Key.PageDown] = () => Select(_selected + Math.Max(1, Viewport.Height - 1)),
            [Key.Home] = () => Select(0),
            [Key.End] = () => Select(int.MaxValue),
            [Key.Enter] = () =>
            {
                if (Selected is >= 0 and var row)
                {
                    Entered?.Invoke(row);
                }
            },
        };
    }

    /// <summary>How many rows there are.</summary>
    public required Func<int> Count { get; init; }

    /// <summary>A row for a width.</summary>
    public required Func<int, int, InkLine> Row { get; init; }

    /// <summary>Whether Left and Right move the view sideways, for rows wider than it.</summary>
    public bool ScrollsSideways { get; init; }

    /// <summary>What is shown where there are no rows.</summary>
    public Func<string> Hint { get; init; } = static () => "";

    /// <summary>Another row is selected.</summary>
    public event Action<int>? Chosen;

    /// <summary>Enter, or a double click.</summary>
    public event Action<int>? Entered;

    /// <summary>A click of the left button on the row that is selected already: which row, which column.</summary>
    public event Action<int, int>? Clicked;

    /// <summary>A key that the list has no use for: the row, the key; whether it was used.</summary>
    public event Func<int, Key, bool>? KeyPressed;

    /// <summary>A click of the right button, with its place on the screen.</summary>
    public event Action<int, Point>? ContextRequested;

    /// <summary>The selected row; -1 where there are none.</summary>
    public int Selected => Count() == 0 ? -1 : Math.Clamp(_selected, 0, Count() - 1);

    /// <summary>Selects a row, the nearest where there is no such row, and brings it into view.</summary>
    public void Select(int row)
    {
        var count = Count();
        row = count == 0 ? 0 : Math.Clamp(row, 0, count - 1);
        var isOther = row != _selected;
        _selected = row;
        Reveal();
        SetNeedsDraw();
        if (isOther && count > 0)
        {
            Chosen?.Invoke(row);
        }
    }

    /// <summary>Moves the view without the selection.</summary>
    public void Scroll(int rows)
    {
        _top = Math.Clamp(_top + rows, 0, Math.Max(0, Count() - Viewport.Height));
        SetNeedsDraw();
    }

    /// <summary>The row of the view in which a row is drawn; -1 where it is out of sight.</summary>
    public int RowOnView(int row) => row >= _top && row < _top + Viewport.Height ? row - _top : -1;

    protected override bool OnKeyDown(Key key)
    {
        if (_keys.TryGetValue(key, out var action))
        {
            action();
            return true;
        }

        if (KeyPressed?.Invoke(Selected, key) ?? false)
        {
            return true;
        }

        if (ScrollsSideways && (key == Key.CursorLeft || key == Key.CursorRight))
        {
            _left = Math.Max(0, _left + (key == Key.CursorLeft ? -SidewaysColumns : SidewaysColumns));
            return this.Handled();
        }

        return false;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            Scroll(mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? WheelRows : -WheelRows);
            return true;
        }

        var row = _top + (mouse.Position?.Y ?? 0);
        if (row >= Count())
        {
            return mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) && SetFocus();
        }

        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonDoubleClicked))
        {
            Select(row);
            Entered?.Invoke(row);
            return true;
        }

        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked))
        {
            SetFocus();
            Select(row);
            Clicked?.Invoke(row, mouse.Position?.X ?? 0);
            return true;
        }

        if (mouse.Flags.HasFlag(MouseFlags.RightButtonClicked))
        {
            SetFocus();
            Select(row);
            ContextRequested?.Invoke(row, mouse.ScreenPosition);
            return ContextRequested is not null; // else it goes to the view around this one
        }

        return false;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var (width, height, count) = (Viewport.Width, Viewport.Height, Count());
        _top = Math.Clamp(_top, 0, Math.Max(0, count - height));
        var hasBar = count > height && width > 4;
        var selected = CanFocus ? Selected : -1; // lines that are only read have none
        for (var y = 0; y < height; y++)
        {
            var row = _top + y;
            var textWidth = hasBar ? width - 1 : width;
            var line = row < count
                ? (_left > 0 ? Row(row, textWidth + _left).Skip(_left) : Row(row, textWidth))
                : InkLine.Create(count == 0 && y == 0 ? Hint() : "", Ink.Dim);
            line.Draw(this, 0, y, textWidth, _appearance, row == selected && row < count);
        }

        if (hasBar)
        {
            DrawBar(width - 1, height, count);
        }

        return true;
    }

    private void DrawBar(int x, int height, int count)
    {
        SetAttribute(_appearance.Palette.From(Ink.Dim));
        var length = Math.Max(1, height * height / count);
        var start = count == height ? 0 : (int)Math.Round((double)_top / (count - height) * (height - length));
        for (var y = 0; y < height; y++)
        {
            AddStr(x, y, y >= start && y < start + length ? _appearance.Glyphs.Thumb : _appearance.Glyphs.Track);
        }
    }

    private void Reveal()
    {
        var height = Viewport.Height;
        if (height > 0)
        {
            _top = Math.Clamp(_top, Math.Max(0, _selected - height + 1), Math.Max(0, _selected));
        }
    }
}
