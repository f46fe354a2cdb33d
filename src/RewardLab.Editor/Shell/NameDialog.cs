using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.Text;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>Asks for a name: Enter takes it, Esc does not.</summary>
internal sealed class NameDialog : Dialog
{
    private const int MinColumns = 50;
    private const int MaxColumns = 98;

    // With the cursor behind the text.
    private const int FrameColumns = 4;

    private readonly bool _isEmptyAllowed;
    private readonly TextField _field;

    public NameDialog(Appearance appearance, string title, string name, string remark, bool isEmptyAllowed = false)
    {
        _isEmptyAllowed = isEmptyAllowed;
        Title = $"{title} (Enter keeps it, Esc does not)";
        ShadowStyle = null;
        var columns = Math.Clamp(new[] { name, remark, Title }.Max(text => text.GetColumns()) + FrameColumns, MinColumns, MaxColumns);
        (Width, Height) = (Dim.Func(_ => Math.Min(columns, Math.Max(10, (App?.Screen.Width ?? columns) - 2))), 4);
        _field = new TextField { Width = Dim.Fill(), Text = name };
        _field.KeyDown += OnKey;
        Add(_field, new ItemList(appearance) { Y = 1, Height = 1, Count = static () => 1, Row = (_, _) => InkLine.Create(remark, Ink.Dim), CanFocus = false });
        _field.SetFocus();
        _field.MoveEnd();
    }

    /// <summary>Completes what is typed, by Ctrl+Space or Tab, as of a path; null for no completion.</summary>
    public Func<string, string>? Complete { get; init; }

    /// <summary>The name; null where none was taken.</summary>
    public string? Name { get; private set; }

    private void OnKey(object? sender, Key key)
    {
        if (Complete is { } complete && (key == Key.Tab || key == Key.Space.WithCtrl))
        {
            _field.Text = complete(_field.Text);
            _field.MoveEnd();
            key.Handled = true;
        }
        else if (key == Key.Enter)
        {
            Name = _field.Text.Trim() is var name && (name.Length > 0 || _isEmptyAllowed) ? name : null;
            key.Handled = true;
            App?.RequestStop(this);
        }
    }
}
