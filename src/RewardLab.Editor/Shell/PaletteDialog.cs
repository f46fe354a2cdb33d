using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>The command palette: every action with its key, found by any of its words.</summary>
internal sealed class PaletteDialog : Dialog
{
    private const int Columns = 64;
    private const int Rows = 16;

    private readonly IReadOnlyList<EditorAction> _actions;
    private readonly ItemList _list;
    private readonly TextField _filter;
    private List<EditorAction> _shown;

    /// <summary>Creates the dialog.</summary>
    /// <param name="appearance">The colours.</param>
    /// <param name="actions">What is offered.</param>
    /// <param name="place">Where on the screen it opens, as near as it fits; null for the middle.</param>
    public PaletteDialog(Appearance appearance, IReadOnlyList<EditorAction> actions, System.Drawing.Point? place = null)
    {
        _actions = actions;
        _shown = [.. actions];
        Title = "Commands";
        ShadowStyle = null;
        (Width, Height) = (Dim.Func(_ => Math.Min(Columns, Math.Max(10, (SuperView?.Viewport.Width ?? App?.Screen.Width ?? Columns) - 2))),
            Dim.Func(_ => Math.Min(Rows, Math.Max(4, (App?.Screen.Height ?? Rows) - 2))));
        if (place is { } corner)
        {
            X = Pos.Func(_ => Math.Clamp(corner.X, 0, Math.Max(0, (App?.Screen.Width ?? Columns) - Frame.Width)));
            Y = Pos.Func(_ => Math.Clamp(corner.Y, 0, Math.Max(0, (App?.Screen.Height ?? Rows) - Frame.Height)));
        }

        _filter = new TextField { Width = Dim.Fill() };
        _list = new ItemList(appearance) { Y = 1, Count = () => _shown.Count, Row = Row, Hint = static () => "no such command", TabStop = TabBehavior.NoStop };
        _filter.ValueChanged += (_, change) => Filter(change.NewValue ?? "");
        _filter.KeyDown += OnKey;
        _list.Entered += _ => Choose();
        Add(_filter, _list);
        _filter.SetFocus();
    }

    /// <summary>What was chosen; null for nothing.</summary>
    public EditorAction? Chosen { get; private set; }

    private void Filter(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _shown =
        [
            .. _actions.Where(action => Array.TrueForAll(
                words,
                word => action.Title.Contains(word, StringComparison.OrdinalIgnoreCase) || action.Remark.Contains(word, StringComparison.OrdinalIgnoreCase))),
        ];
        _list.Select(0);
        _list.SetNeedsDraw();
    }

    private InkLine Row(int index, int width)
    {
        var action = _shown[index];
        var key = action.Key?.ToString() ?? "";
        return new InkLine()
            .Add($" {action.Title}", action.Obstacle() is null ? Ink.Normal : Ink.Dim)
            .Add(action.Remark.Length > 0 ? $"  {action.Remark}" : "", Ink.Dim)
            .PadTo(Math.Max(0, width - key.Length - 1))
            .Add($"{key} ", Ink.Dim);
    }

    private void OnKey(object? sender, Key key)
    {
        if (key == Key.CursorDown || key == Key.CursorUp || key == Key.PageDown || key == Key.PageUp)
        {
            _list.Select(_list.Selected + (key == Key.CursorDown ? 1 : key == Key.CursorUp ? -1 : key == Key.PageDown ? 8 : -8));
            key.Handled = true;
        }
        else if (key == Key.Enter)
        {
            Choose();
            key.Handled = true;
        }
    }

    private void Choose()
    {
        Chosen = _list.Selected >= 0 ? _shown[_list.Selected] : null;
        App?.RequestStop(this);
    }
}
