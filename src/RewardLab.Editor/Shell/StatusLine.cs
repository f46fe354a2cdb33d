using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Shell;

/// <summary>The last row: keys of the most wanted actions, which can be clicked.</summary>
internal sealed class StatusLine(Appearance appearance, Func<IReadOnlyList<EditorAction>> actions) : View
{
    private readonly List<(int Start, int End, EditorAction Action)> _places = [];

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked))
        {
            return false;
        }

        foreach (var (start, end, action) in _places)
        {
            if (mouse.Position?.X >= start && mouse.Position?.X < end)
            {
                action.Run();
                break;
            }
        }

        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        _places.Clear();
        var line = new InkLine();
        foreach (var action in actions())
        {
            var start = line.Width;
            line.Add($" {action.Key} ", Ink.Accent).Add($"{action.ShortTitle} ", action.Obstacle() is null ? Ink.Normal : Ink.Dim);
            _places.Add((start, line.Width, action));
        }

        line.Draw(this, 0, 0, Viewport.Width, appearance, isSelected: true);
        return true;
    }
}
