using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Hierarchies;

/// <summary>Edits prompts, one per line: Ctrl+S takes them, Ctrl+O adds those of a file, Ctrl+B those of a benchmark's split; Esc leaves them as they
/// were.</summary>
internal sealed class PromptsDialog : Dialog
{
    private const int Columns = 76;
    private const int Rows = 20;

    private readonly string _before;
    private readonly TextBox _text;
    private readonly ItemList _remarks;
    private string _problem = "";

    /// <summary>Creates the dialog.</summary>
    /// <param name="appearance">The colours.</param>
    /// <param name="prompts">The prompts as they are.</param>
    /// <param name="typed">The text that was being typed when a dialog before this one was closed unanswered; null for none.</param>
    public PromptsDialog(Appearance appearance, IReadOnlyList<string> prompts, string? typed = null)
    {
        Title = "Prompts, one per line";
        ShadowStyle = null;
        (Width, Height) = (Dim.Func(_ => Math.Min(Columns, Math.Max(10, (App?.Screen.Width ?? Columns) - 2))),
            Dim.Func(_ => Math.Min(Rows, Math.Max(6, (App?.Screen.Height ?? Rows) - 2))));
        _before = string.Join('\n', prompts);
        _text = new TextBox { Width = Dim.Fill(), Height = Dim.Fill(2), KeyFilter = OnKey, Text = typed ?? _before };
        _text.Edited += OnEdited;
        _remarks = new ItemList(appearance) { Y = Pos.AnchorEnd(2), Height = 2, Count = static () => 2, Row = Remark, CanFocus = false };
        Add(_text, _remarks);
        _text.SetFocus();
        _text.MoveEnd();
    }

    /// <summary>Prompts of a file or a benchmark, to be added; null where the user has chosen none.</summary>
    /// <exception cref="Abstractions.RewardLabException">They cannot be read.</exception>
    public required Func<bool, IReadOnlyList<string>?> Fetch { get; init; }

    /// <summary>Asks whether changes are to be lost.</summary>
    public required Func<bool> MayDiscard { get; init; }

    /// <summary>The text is another: null where it is again what it was.</summary>
    public event Action<string?>? Typed;

    /// <summary>Whether the user has answered, and not something else closed the dialog, such as a signal.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The prompts; null where none were taken.</summary>
    public IReadOnlyList<string>? Taken { get; private set; }

    private InkLine Remark(int row, int width) => row == 0
        ? InkLine.Create(_problem.Length > 0 ? _problem : PromptList.Describe(_text.Text), _problem.Length > 0 ? Ink.Bad : Ink.Normal)
        : InkLine.Create("Ctrl+S keep  Ctrl+O add a file  Ctrl+B add a benchmark's split  Esc leave", Ink.Dim);

    private void ShowRemarks(string problem)
    {
        _problem = problem;
        _remarks.SetNeedsDraw();
    }

    private string? Changed => _text.Text.ReplaceLineEndings("\n") is var text && text != _before ? text : null;

    private void OnEdited()
    {
        ShowRemarks("");
        Typed?.Invoke(Changed);
    }

    private void Close()
    {
        IsAnswered = true;
        App?.RequestStop(this);
    }

    private bool OnKey(Key key)
    {
        if (key == Key.S.WithCtrl)
        {
            Taken = PromptList.Read(_text.Text);
            Close();
        }
        else if (key == Key.O.WithCtrl || key == Key.B.WithCtrl)
        {
            Insert(isBenchmark: key == Key.B.WithCtrl);
        }
        else if (key == Key.Esc || key == Key.Q.WithCtrl)
        {
            if (Changed is null || MayDiscard())
            {
                Close();
            }
        }
        else
        {
            return false;
        }

        return true;
    }

    private void Insert(bool isBenchmark)
    {
        try
        {
            if (Fetch(isBenchmark) is { } prompts)
            {
                _text.Text = PromptList.Append(_text.Text, prompts);
                _text.MoveEnd();
                OnEdited();
            }
        }
        catch (Abstractions.RewardLabException exception)
        {
            ShowRemarks(exception.Message);
        }
    }
}
