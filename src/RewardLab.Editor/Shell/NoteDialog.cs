using RewardLab.Editor.Controls;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>Asks for a text of several lines: Ctrl+S takes it, Esc does not.</summary>
internal sealed class NoteDialog : Dialog
{
    private readonly string _before;
    private readonly TextBox _text;

    /// <summary>Creates the dialog.</summary>
    /// <param name="title">What the text is.</param>
    /// <param name="text">The text as it is.</param>
    /// <param name="typed">The text that was being typed when a dialog before this one was closed unanswered; null for none.</param>
    public NoteDialog(string title, string text, string? typed = null)
    {
        Title = $"{title} (Ctrl+S keeps it, Esc does not)";
        ShadowStyle = null;
        (Width, Height) = (Dim.Func(_ => Math.Min(72, Math.Max(10, (App?.Screen.Width ?? 72) - 2))),
            Dim.Func(_ => Math.Min(12, Math.Max(4, (App?.Screen.Height ?? 12) - 2))));
        _before = text;
        _text = new TextBox { Width = Dim.Fill(), Height = Dim.Fill(), Text = typed ?? text, WordWrap = true, KeyFilter = OnKey };
        _text.Edited += () => Typed?.Invoke(Changed);
        Add(_text);
        _text.SetFocus();
    }

    /// <summary>The text is another: null where it is again what it was.</summary>
    public event Action<string?>? Typed;

    /// <summary>Asks whether changes are to be lost.</summary>
    public required Func<bool> MayDiscard { get; init; }

    /// <summary>Whether the user has answered, and not something else closed the dialog, such as a signal.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The text; null where none was taken.</summary>
    public string? Taken { get; private set; }

    private string? Changed => _text.Text.ReplaceLineEndings("\n") is var text && text != _before ? text : null;

    private bool OnKey(Key key)
    {
        if (key == Key.S.WithCtrl)
        {
            Taken = _text.Text.ReplaceLineEndings("\n");
        }
        else if (key != Key.Esc && key != Key.Q.WithCtrl)
        {
            return false;
        }
        else if (Changed is not null && !MayDiscard())
        {
            return true;
        }

        IsAnswered = true;
        App?.RequestStop(this);
        return true;
    }
}
