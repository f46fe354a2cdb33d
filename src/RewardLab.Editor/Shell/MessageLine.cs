using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Logs;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Shell;

/// <summary>What was said last, with its time; a click, as a key does, lists everything that was said.</summary>
internal sealed class MessageLine(Appearance appearance, ConsoleLog messages) : View
{
    private const string More = " F3 shows all of it";

    /// <summary>The list is asked for.</summary>
    public event Action? ListRequested;

    protected override bool OnMouseEvent(Mouse mouse)
    {
        var isClick = mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked);
        if (isClick)
        {
            ListRequested?.Invoke();
        }

        return isClick;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var line = new InkLine();
        if (messages.Entries is [.., var latest])
        {
            line.Add($" {latest.Time:HH:mm:ss} ", Ink.Dim)
                .Add(latest.Text, latest.Level switch { EventSeverity.Error => Ink.Bad, EventSeverity.Warning => Ink.Warning, _ => Ink.Normal });
            if (line.Width > Viewport.Width)
            {
                line.PadTo(Math.Max(0, Viewport.Width - More.Length)).Add(More, Ink.Dim);
            }
        }

        line.Draw(this, 0, 0, Viewport.Width, appearance);
        return true;
    }
}
