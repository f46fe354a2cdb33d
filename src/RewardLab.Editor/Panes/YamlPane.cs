using System.Globalization;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>The open experiment as YAML: what is typed changes the tree at once, what is changed in the tree is seen here. A text with an error stays as it
/// was typed, and the tree stays as it was before the error.</summary>
internal sealed class YamlPane : View
{
    private const int RemarkRows = 3;

    private readonly TextBox _text;
    private readonly ItemList _remarks;
    private ExperimentDocument? _document;
    private int _version = -1;
    private bool _isTaking;

    /// <summary>Creates the pane.</summary>
    /// <param name="appearance">The colours.</param>
    public YamlPane(Appearance appearance)
    {
        CanFocus = true;
        _text = new TextBox { Width = Dim.Fill(), Height = Dim.Fill(RemarkRows), KeyFilter = key => IsOfEditor(key) && KeyPressed(key) };
        _text.Edited += Take;
        _text.UnwrappedCursorPositionChanged += (_, _) => _remarks?.SetNeedsDraw();
        _remarks = new ItemList(appearance)
        {
            Y = Pos.AnchorEnd(RemarkRows),
            Height = RemarkRows,
            Count = static () => RemarkRows,
            Row = Remark,
            CanFocus = false,
        };
        Add(_text, _remarks);
    }

    /// <summary>A key that is the whole editor's rather than the text's; whether it was used.</summary>
    public Func<Key, bool> KeyPressed { get; set; } = static _ => false;

    /// <summary>The experiment; null for none.</summary>
    public ExperimentDocument? Document
    {
        get => _document;
        set
        {
            if (_document != value)
            {
                _document = value;
                _version = -1;
                Refresh();
                _text.GoTo(1);
            }
        }
    }

    /// <summary>How many errors keep the text from being the experiment: one at most.</summary>
    public int ProblemCount => _document?.TextProblem is null ? 0 : 1;

    /// <summary>The line of the cursor, from 1.</summary>
    public int CurrentLine => _text.Line;

    /// <summary>Puts the cursor into a line, from 1.</summary>
    public void GoTo(int line) => _text.GoTo(line);

    /// <summary>Shows the experiment's text where it is another than is seen, as after a change in the tree.</summary>
    public void Refresh()
    {
        if (_isTaking || _version == (_document?.Version ?? 0))
        {
            return;
        }

        _version = _document?.Version ?? 0;
        var text = (_document?.Text ?? "").ReplaceLineEndings("\n");
        if (text != _text.Text.ReplaceLineEndings("\n"))
        {
            var line = _text.Line;
            _isTaking = true;
            _text.Text = text;
            _isTaking = false;
            _text.GoTo(line);
        }

        _remarks.SetNeedsDraw();
        SetNeedsDraw();
    }

    // Keys that write or move within the text are its own.
    private static bool IsOfEditor(Key key) =>
        key == Key.S.WithCtrl || key == Key.Z.WithCtrl || key == Key.Y.WithCtrl || key == Key.E.WithCtrl || key == Key.P.WithCtrl || key == Key.N.WithCtrl
        || key == Key.F.WithCtrl || key == Key.Q.WithCtrl || key.IsAlt;

    private void Take()
    {
        if (_document is { } document && !_isTaking)
        {
            _isTaking = true;
            document.SetText(_text.Text.ReplaceLineEndings("\n"));
            _version = document.Version;
            _isTaking = false;
            _remarks.SetNeedsDraw();
        }
    }

    private InkLine Remark(int row, int width)
    {
        if (row == RemarkRows - 1)
        {
            return InkLine.Create(string.Create(CultureInfo.InvariantCulture, $"line {_text.Line}, column {_text.Column}"), Ink.Dim);
        }

        var (text, ink) = _document?.TextProblem is { } problem ? (problem, Ink.Bad)
            : _document?.Problems is [var missing, ..] ? ($"{missing.Place}: {missing.Message}", Ink.Warning)
            : ("", Ink.Normal);
        return InkLine.Create(TextWrap.Lines(text, width).ElementAtOrDefault(row) ?? "", ink);
    }
}
