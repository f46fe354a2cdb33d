using RewardLab.Editor.Controls;
using RewardLab.Editor.Search;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.Text;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>What can be done or opened, found by any letters of its name, or else by words of its description. What cannot be done now says why.</summary>
internal sealed class PaletteDialog : Dialog
{
    private const int MenuColumns = 64;
    private const int FinderColumns = 100;
    private const int MinRows = 6;
    private const int MaxRows = 16;

    // The frame and the filter.
    private const int OtherRows = 3;

    private readonly IReadOnlyList<EditorAction> _actions;
    private readonly ItemList _list;
    private readonly TextField _filter;
    private IReadOnlyList<EditorAction> _shown;

    /// <summary>Creates the dialog.</summary>
    /// <param name="appearance">The colours.</param>
    /// <param name="actions">What is offered.</param>
    /// <param name="place">Where on the screen it opens, as near as it fits; null for the middle.</param>
    /// <param name="isWide">Whether it takes more room, for names with descriptions.</param>
    public PaletteDialog(Appearance appearance, IReadOnlyList<EditorAction> actions, System.Drawing.Point? place = null, bool isWide = false)
    {
        _actions = actions;
        _shown = Find("");
        var columns = isWide ? FinderColumns : MenuColumns;
        var rows = Math.Clamp(actions.Count + OtherRows, MinRows, MaxRows);
        ShadowStyle = null;
        (Width, Height) = (Dim.Func(_ => Math.Min(columns, Math.Max(10, (SuperView?.Viewport.Width ?? App?.Screen.Width ?? columns) - 2))),
            Dim.Func(_ => Math.Min(rows, Math.Max(4, (App?.Screen.Height ?? rows) - 2))));
        if (place is { } corner)
        {
            X = Pos.Func(_ => Math.Clamp(corner.X, 0, Math.Max(0, (App?.Screen.Width ?? columns) - Frame.Width)));
            Y = Pos.Func(_ => Math.Clamp(corner.Y, 0, Math.Max(0, (App?.Screen.Height ?? rows) - Frame.Height)));
        }

        _filter = new TextField { Width = Dim.Fill() };
        _list = new ItemList(appearance) { Y = 1, Count = () => _shown.Count, Row = Row, Hint = static () => "nothing fits", TabStop = TabBehavior.NoStop };
        _filter.ValueChanged += (_, change) => Filter(change.NewValue ?? "");
        _filter.KeyDown += OnKey;
        _list.Entered += _ => Choose();
        Add(_filter, _list);
        _filter.SetFocus();
    }

    /// <summary>What was chosen; null for nothing.</summary>
    public EditorAction? Chosen { get; private set; }

    private IReadOnlyList<EditorAction> Find(string text) =>
        Ranking.Order(_actions, text, static action => action.Title, static action => $"{action.Remark} {action.Kind}", static action => action.Recency);

    private void Filter(string text)
    {
        _shown = Find(text);
        _list.Select(0);
        _list.SetNeedsDraw();
    }

    private InkLine Row(int index, int width)
    {
        var action = _shown[index];
        var obstacle = action.Obstacle();
        var end = action.Key?.ToString() ?? action.Kind;
        var remark = obstacle is null ? action.Remark : $"not now: {obstacle}";
        return new InkLine()
            .Add($" {action.Title}", obstacle is null ? Ink.Normal : Ink.Dim)
            .Add(remark.Length > 0 ? $"  {remark}" : "", Ink.Dim)
            .PadTo(Math.Max(0, width - end.GetColumns() - 2))
            .Add($" {end} ", Ink.Dim);
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

    // What cannot be done now stays in the list, with the reason.
    private void Choose()
    {
        if (_list.Selected >= 0 && _shown[_list.Selected].Obstacle() is null)
        {
            Chosen = _shown[_list.Selected];
            App?.RequestStop(this);
        }
    }
}
