using System.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Controls;

/// <summary>A text of several lines that is edited in place: lines are not wrapped, Tab leaves it, and what is pasted comes in at once.</summary>
#pragma warning disable CS0618 // Its successor is a package of its own, with far more than is needed here.
internal sealed class TextBox : TextView
#pragma warning restore CS0618
{
    public TextBox()
    {
        TabKeyAddsTab = false;
        ContentsChanged += (_, _) => Edited?.Invoke();
    }

    /// <summary>The text was changed, by keys or by a paste.</summary>
    public event Action? Edited;

    /// <summary>A key that is not for the text, such as one of the whole editor's; whether it was used.</summary>
    public Func<Key, bool> KeyFilter { get; init; } = static _ => false;

    /// <summary>The line of the cursor, from 1.</summary>
    public int Line => InsertionPoint.Y + 1;

    /// <summary>The column of the cursor, from 1.</summary>
    public int Column => InsertionPoint.X + 1;

    /// <summary>Puts the cursor into a line, from 1.</summary>
    public void GoTo(int line) => InsertionPoint = new Point(0, Math.Clamp(line - 1, 0, Math.Max(0, Lines - 1)));

    /// <summary>Puts a text of any number of lines where the cursor is, in the place of what is selected.</summary>
    public void Insert(string text)
    {
        OnPaste(text);
        SetNeedsDraw();
        Edited?.Invoke();
    }

    protected override bool OnKeyDown(Key key) => KeyFilter(key) || base.OnKeyDown(key);
}
