using RewardLab.Editor.Controls;
using RewardLab.Editor.Theming;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>The report of the run that is watched, as soon as there is one.</summary>
internal sealed class ResultsPane : View
{
    private readonly ItemList _list;
    private IReadOnlyList<InkLine> _lines = [];

    public ResultsPane(Look look)
    {
        CanFocus = true;
        _list = new ItemList(look) { Count = () => _lines.Count, Row = (row, _) => _lines[row], ScrollsSideways = true, Hint = static () => "no report yet: it is written when a run ends" };
        Add(_list);
    }

    /// <summary>Shows lines of a report.</summary>
    public void Show(IReadOnlyList<InkLine> lines)
    {
        _lines = lines;
        _list.Select(0);
        SetNeedsDraw();
    }
}
