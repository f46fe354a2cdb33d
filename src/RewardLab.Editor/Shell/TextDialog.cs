using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>Lines to read, closed by Esc or Enter; those that are wider than the dialog are wrapped.</summary>
internal sealed class TextDialog : Dialog
{
    private const int MinColumns = 40;
    private const int MaxColumns = 98;
    private const int FrameCells = 2;
    private const int Bar = 1;

    public TextDialog(Appearance appearance, string title, IReadOnlyList<InkLine> lines)
    {
        Title = $"{title} (Esc closes)";
        ShadowStyle = null;
        var wanted = Math.Clamp(lines.Max(line => line.Width) + FrameCells + Bar, MinColumns, MaxColumns);
        var (rows, rowsWidth) = (lines, 0);
        (Width, Height) = (Dim.Func(_ => Columns()), Dim.Func(_ => Math.Min(Rows().Count + FrameCells, Math.Max(4, (App?.Screen.Height ?? 24) - 2))));
        var list = new ItemList(appearance) { Count = () => Rows().Count, Row = (row, _) => Rows()[row] };
        list.Entered += _ => App?.RequestStop(this);
        Add(list);

        int Columns() => Math.Min(wanted, Math.Max(10, (App?.Screen.Width ?? 80) - 2));

        // Of the width that the screen has now.
        IReadOnlyList<InkLine> Rows()
        {
            var width = Columns() - FrameCells - Bar;
            if (width != rowsWidth)
            {
                (rows, rowsWidth) = ([.. lines.SelectMany(line => line.Wrap(width))], width);
            }

            return rows;
        }
    }
}
