using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Controls;

/// <summary>A titled part of the screen: one row for its title, the rest for what it holds.</summary>
internal sealed class Pane : View
{
    private readonly Appearance _appearance;
    private readonly View _content;

    public Pane(Appearance appearance, string title, View content)
    {
        _appearance = appearance;
        _content = content;
        Title = title;
        CanFocus = true;
        TabStop = TabBehavior.TabGroup;
        content.Y = 1;
        (content.Width, content.Height) = (Dim.Fill(), Dim.Fill());
        Add(content);
        HasFocusChanged += (_, _) => SetNeedsDraw();
    }

    /// <summary>What stands at the right end of the title's row.</summary>
    public Func<string> Remark { get; init; } = static () => "";

    /// <summary>The title was clicked, or its pane chosen by key.</summary>
    public void Enter() => _content.SetFocus();

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Position?.Y == 0 && mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked))
        {
            Enter();
            return true;
        }

        return false;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (Viewport.Height > 0)
        {
            var remark = Remark();
            var line = new InkLine().Add(HasFocus ? _appearance.Glyphs.Marker : " ", Ink.Accent).Add(Title, HasFocus ? Ink.Accent : Ink.Normal);
            var space = Viewport.Width - line.Width - remark.Length - 1;
            if (space > 0 && remark.Length > 0)
            {
                line.Add(new string(' ', space)).Add(remark, Ink.Dim);
            }

            line.Draw(this, 0, 0, Viewport.Width, _appearance, isSelected: true);
        }

        return true;
    }
}
