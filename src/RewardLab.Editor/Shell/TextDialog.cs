using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>Lines to read, closed by Esc or Enter.</summary>
internal sealed class TextDialog : Dialog
{
    public TextDialog(Appearance appearance, string title, IReadOnlyList<InkLine> lines)
    {
        Title = title;
        ShadowStyle = null;
        (Width, Height) = (Dim.Func(_ => Math.Min(78, Math.Max(10, (App?.Screen.Width ?? 80) - 2))),
            Dim.Func(_ => Math.Min(lines.Count + 2, Math.Max(4, (App?.Screen.Height ?? 24) - 2))));
        var list = new ItemList(appearance) { Count = () => lines.Count, Row = (row, _) => lines[row] };
        list.Entered += _ => App?.RequestStop(this);
        Add(list);
    }
}
