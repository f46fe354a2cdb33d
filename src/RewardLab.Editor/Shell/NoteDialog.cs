using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>Asks for a text of several lines: Ctrl+S takes it, Esc does not.</summary>
#pragma warning disable CS0618 // Its successor is a package of its own, with far more than a note needs.
internal sealed class NoteDialog : Dialog
{
    private readonly TextView _text;

    public NoteDialog(string title, string text)
    {
        Title = $"{title} (Ctrl+S keeps it, Esc does not)";
        ShadowStyle = null;
        (Width, Height) = (Dim.Func(_ => Math.Min(72, Math.Max(10, (App?.Screen.Width ?? 72) - 2))),
            Dim.Func(_ => Math.Min(12, Math.Max(4, (App?.Screen.Height ?? 12) - 2))));
        _text = new TextView { Width = Dim.Fill(), Height = Dim.Fill(), Text = text, WordWrap = true };
        _text.KeyDown += OnKey;
        Add(_text);
        _text.SetFocus();
    }

    /// <summary>The text; null where none was taken.</summary>
    public string? Taken { get; private set; }

    private void OnKey(object? sender, Key key)
    {
        if (key == Key.S.WithCtrl)
        {
            Taken = _text.Text.ReplaceLineEndings("\n");
            key.Handled = true;
            App?.RequestStop(this);
        }
    }
}
#pragma warning restore CS0618
