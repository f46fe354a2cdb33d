using RewardLab.Editor.Controls;
using RewardLab.Editor.Previews;
using RewardLab.Editor.Themes;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>What is selected in Project, before it is opened; lines that are wider than the pane are wrapped.</summary>
internal sealed class PreviewPane : View
{
    private readonly Appearance _appearance;
    private readonly ItemList _list;
    private Preview? _preview;
    private (Preview? Preview, int Width, IReadOnlyList<InkLine> Rows) _wrapped = (null, 0, []);

    public PreviewPane(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        _list = new ItemList(appearance) { Y = 1, Count = () => Rows().Count, Row = (row, _) => Rows()[row] };
        Add(_list);
    }

    /// <summary>What is shown; null for nothing.</summary>
    public Preview? Preview
    {
        get => _preview;
        set
        {
            var isSame = _preview?.Title == value?.Title;
            _preview = value;
            _list.Select(isSame ? Math.Max(0, _list.Selected) : 0);
            SetNeedsDraw();
        }
    }

    // A column is left for the bar.
    private IReadOnlyList<InkLine> Rows()
    {
        var width = Viewport.Width - 1;
        if (_wrapped.Preview != _preview || _wrapped.Width != width)
        {
            _wrapped = (_preview, width, [.. _preview?.Lines.SelectMany(line => line.Wrap(width)) ?? []]);
        }

        return _wrapped.Rows;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        new InkLine().Add("preview: ", Ink.Dim).Add(_preview?.Title ?? "", Ink.Accent).Draw(this, 0, 0, Viewport.Width, _appearance);
        return true;
    }
}
