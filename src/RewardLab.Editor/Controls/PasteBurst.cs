using System.Text;
using Terminal.Gui.App;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Controls;

/// <summary>Takes keys that come faster than any hand types, as of a paste in a terminal that does not mark pastes, as one text: a text field would draw, check
/// and remember each letter, which takes time and memory by the square of the length.</summary>
/// <remarks>A key counts to a burst where it comes in the same round of the application's loop as the one before. Line ends in a burst become spaces
/// where there is one line only: none of them was pressed to accept what is typed. Belongs to the screen's thread.</remarks>
internal sealed class PasteBurst
{
    // A hand that holds a key down repeats it every 30 ms at the fastest; what a program types may stall for a moment within.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(60);

    // So much a user may have typed, with Enter behind it, while the screen was busy.
    private const int MaxTyped = 40;

    private readonly IApplication _application;
    private readonly TimeProvider _time;
    private readonly StringBuilder _text = new();
    private View? _field;
    private int _keysInRound;
    private int _keysInBurst;
    private bool _isBurst;
    private bool _endsInEnter;
    private long _endTimestamp;

    public PasteBurst(IApplication application, TimeProvider time)
    {
        (_application, _time) = (application, time);
        application.Keyboard.KeyDown += OnKeyDown;
    }

    private void OnKeyDown(object? sender, Key key)
    {
        if (_application.TopRunnableView?.MostFocused is not { } field || field is not (TextField or TextBox) || TextOf(key, field is TextBox) is not { } text)
        {
            Flush();
            return;
        }

        if (_keysInRound++ == 0)
        {
            _isBurst &= _time.GetElapsedTime(_endTimestamp) < Gap;
            _application.AddTimeout(TimeSpan.Zero, EndRound);
        }

        // The first key of a round is typed as ever, unless it continues a burst; so is Enter, unless something stands before it in its round.
        var isLineEnd = text == "\n" || key == Key.Enter;
        if (_isBurst || _keysInRound > (isLineEnd ? 2 : 1))
        {
            if (_field != field)
            {
                Flush();
                _field = field;
            }

            _text.Append(text);
            _endsInEnter = isLineEnd;
            key.Handled = true;
        }
        else if (isLineEnd)
        {
            Flush();
        }
    }

    private bool EndRound()
    {
        // An Enter that comes alone behind a few letters was pressed after them, however late these were taken up: behind a line of a paste comes the next.
        var isTyped = _field is TextField && _endsInEnter && _text.Length <= MaxTyped && (!_isBurst || (_keysInRound == 1 && _keysInBurst <= MaxTyped));
        _keysInBurst = _isBurst ? _keysInBurst + _keysInRound : _keysInRound;
        (_isBurst, _endTimestamp) = (_keysInRound > 2, _time.GetTimestamp());
        _keysInRound = 0;
        _endsInEnter = false;
        if (isTyped && _text.Length > 0)
        {
            // Not a line of a paste, but the end of what was typed.
            _text.Length--;
            _isBurst = false;
            Flush();
            _application.Keyboard.RaiseKeyDownEvent(Key.Enter);
            return false;
        }

        Flush();
        return false;
    }

    private void Flush()
    {
        if (_text.Length == 0)
        {
            return;
        }

        var (target, burst) = (_field, _text.ToString());
        _text.Clear();
        _field = null;
        if (target is TextBox box)
        {
            box.Insert(burst);
        }
        else if (target is TextField field)
        {
            Insert(field, burst);
        }
    }

    private static void Insert(TextField field, string burst)
    {
        var (start, length) = field.SelectedLength > 0 ? (field.SelectedStart, field.SelectedLength) : (field.InsertionPoint, 0);
        var letters = new System.Globalization.StringInfo(field.Text);
        var left = start > 0 ? letters.SubstringByTextElements(0, Math.Min(start, letters.LengthInTextElements)) : "";
        var right = start + length < letters.LengthInTextElements ? letters.SubstringByTextElements(start + length) : "";
        field.Text = left + burst + right;
        field.InsertionPoint = new System.Globalization.StringInfo(left + burst).LengthInTextElements;
        field.SetNeedsDraw();
    }

    private static string? TextOf(Key key, bool hasLines) =>
        key == Key.Enter ? hasLines ? "\n" : " "
        : key == Key.Tab ? hasLines ? null : " "
        : key.IsCtrl || key.IsAlt || key.AsRune is not { Value: >= ' ' and not 127 } rune || Rune.IsControl(rune) ? null
        : key.AsGrapheme is { Length: > 0 } grapheme ? grapheme : rune.ToString();
}
