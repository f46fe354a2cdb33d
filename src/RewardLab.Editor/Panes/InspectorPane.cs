using RewardLab.Editor.Controls;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Panes;

/// <summary>The options of the open recipe: a row each, the selected one explained below, changed in place.</summary>
internal sealed partial class InspectorPane : View
{
    private const int HelpRows = 4;
    private const int MinValueColumns = 8;

    // So many fields are found faster by their names.
    private const int MinFieldsToFilter = 12;

    private readonly Appearance _appearance;
    private readonly ItemList _list;
    private readonly ItemList _help;
    private readonly TextField _editor;
    private readonly TextField _filter;
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private IInspected? _document;
    private Field? _edited;

    public InspectorPane(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        _list = new ItemList(appearance)
        {
            Y = Pos.Func(_ => FilterHeight),
            Height = Dim.Func(_ => Math.Max(0, Viewport.Height - FilterHeight - HelpHeight)),
            Count = () => Rows.Count,
            Row = Row,
            Hint = () => _filter!.Text.Length > 0 ? "nothing matches; Esc clears the filter" : "no parameters here",
        };
        _help = new ItemList(appearance)
        {
            Y = Pos.Func(_ => Viewport.Height - HelpHeight),
            Height = Dim.Func(_ => HelpHeight),
            Count = () => HelpLines.Count,
            Row = (row, _) => HelpLines[row],
            CanFocus = false,
        };
        _editor = new TextField { Visible = false, Height = 1 };
        _filter = new TextField { Title = "filter: /", Width = Dim.Fill(), CanFocus = false, Visible = false };
        _filter.ValueChanged += (_, _) =>
        {
            _list.Select(0);
            SetNeedsDraw();
        };
        _filter.KeyDown += OnFilterKey;
        _filter.HasFocusChanged += (_, change) => _filter.CanFocus = change.NewValue;
        _list.Entered += _ => Begin();
        _list.Clicked += OnClicked;
        _list.Chosen += _ =>
        {
            SetNeedsLayout();
            SetNeedsDraw();
        };
        _list.KeyPressed += OnListKey;
        _editor.KeyDown += OnEditorKey;
        _editor.ValueChanged += (_, change) => Typed(change.NewValue ?? "");
        _editor.HasFocusChanged += (_, change) => EndIfLeft(change.NewValue);
        Add(_list, _help, _filter, _editor);
    }

    /// <summary>A value was changed.</summary>
    public event Action? Edited;

    /// <summary>A value that is to be read alone was to be changed.</summary>
    public event Action? ChangeRefused;

    /// <summary>One of more than two choices is to be made from a list.</summary>
    public event Action<Field>? ChoicesRequested;

    /// <summary>What is inspected; null for nothing.</summary>
    public IInspected? Document
    {
        get => _document;
        set
        {
            End();
            if (!(value?.Fields ?? []).Select(one => one.Name).SequenceEqual(All.Select(one => one.Name), StringComparer.Ordinal))
            {
                _filter.Text = "";
            }

            _document = value;
            _filter.Visible = FilterHeight > 0;
            _list.Select(0);
            SetNeedsLayout();
            SetNeedsDraw();
        }
    }

    /// <summary>The selected field; null where there is none.</summary>
    public Field? Selected => _list.Selected >= 0 ? Rows[_list.Selected].Field : null;

    /// <summary>Whether a text is being typed.</summary>
    public bool IsEditing => _edited is not null;

    /// <summary>What the title's row says.</summary>
    public string Remark => Count.Length > 0 ? Count : _document?.Title ?? "";

    private string Count =>
        All.Count(one => one.Problem is not null) is > 0 and var problems
            ? $"{problems} to fix"
            : All.Count(one => one.IsChanged) is > 0 and var changed ? $"{changed} changed" : "";

    private IReadOnlyList<Field> All => _document?.Fields ?? [];

    private IReadOnlyList<InspectorRow> Rows => InspectorRow.Create(All, _filter.Text, _closed);

    private int FilterHeight => All.Count >= MinFieldsToFilter || _filter.Text.Length > 0 ? 1 : 0;

    // A long value is read below, in up to half of the pane.
    private int HelpHeight => Viewport.Height >= 3 * HelpRows ? Math.Clamp(HelpLines.Count, HelpRows, Viewport.Height / 2) : 0;

    private List<InkLine> HelpLines =>
        Selected is { } chosen ? FieldHelp.Create(chosen, Viewport.Width, Math.Max(HelpRows, Viewport.Height / 2), IsTooLong(chosen)) : [];

    private int NameWidth
    {
        get
        {
            var rows = Rows;
            return Math.Clamp(rows.Count == 0 ? 0 : rows.Max(row => Indented(row).Length) + 2, 8, Math.Max(8, Viewport.Width - MinValueColumns));
        }
    }

    // Where name or value is cut, the lines below say both.
    private bool IsTooLong(Field field)
    {
        var row = Rows.FirstOrDefault(row => row.Field?.Name == field.Name);
        var columns = Viewport.Width - NameWidth;
        return row is not null && (IsNameTooLong(row) || FieldText.Format(field, columns, _appearance.Glyphs).Length >= columns);
    }

    private bool IsNameTooLong(InspectorRow row) => Indented(row).Length + 2 > NameWidth;

    private static string Indented(InspectorRow row) => row.Group.Length > 0 ? $" {row.Name}" : row.Name;

    /// <summary>Selects a field by its name.</summary>
    public void Select(string name)
    {
        if (!Rows.Any(row => row.Field?.Name == name))
        {
            _filter.Text = "";
            _closed.Clear();
        }

        _list.Select(Rows.TakeWhile(row => row.Field?.Name != name).Count());
    }

    /// <summary>Begins to type a filter.</summary>
    public void BeginFilter()
    {
        if (All.Count > 0)
        {
            _filter.Visible = true;
            _filter.CanFocus = true;
            _filter.SetFocus();
        }
    }

    /// <summary>Takes the latest edit back.</summary>
    /// <returns>What was taken back; null for nothing.</returns>
    public string? Undo() => Changed(_document?.History.Undo());

    /// <summary>Makes the edit again that was taken back.</summary>
    /// <returns>What was made; null for nothing.</returns>
    public string? Redo() => Changed(_document?.History.Redo());

    /// <summary>Sets the selected field back to its default.</summary>
    public void Reset()
    {
        if (Selected is { } field)
        {
            Set(field, field.Default);
        }
    }

    /// <summary>Sets every field back to its default, which can be undone field by field.</summary>
    public void ResetAll()
    {
        foreach (var field in All.Where(field => field.IsChanged).ToArray())
        {
            Set(field, field.Default);
        }
    }

    /// <summary>Gives a field another value.</summary>
    public void Set(Field field, string text)
    {
        if (_document!.IsReadOnly)
        {
            ChangeRefused?.Invoke();
            return;
        }

        _document!.Set(field, text);
        _document.History.Seal();
        Changed(field.Name);
    }

    /// <summary>Begins to change the selected value, or changes it at once, as Enter does.</summary>
    public void Change() => Begin();

    private InkLine Row(int index, int width)
    {
        var row = Rows[index];
        if (row.Field is not { } field)
        {
            var members = All.Where(one => one.Name.StartsWith($"{row.Group}.", StringComparison.Ordinal)).ToArray();
            var changed = members.Count(one => one.IsChanged);
            return new InkLine()
                .Add(_closed.Contains(row.Group) && _filter.Text.Length == 0 ? _appearance.Glyphs.Closed : _appearance.Glyphs.Open, Ink.Dim)
                .Add(row.Group, members.Any(one => one.Problem is not null) ? Ink.Bad : Ink.Accent)
                .Add(FormattableString.Invariant($"  {members.Length}{(changed > 0 ? $", {changed} changed" : "")}"), Ink.Dim);
        }

        var sign = field.Problem is not null ? ("!", Ink.Bad) : field.IsChanged ? (_appearance.Glyphs.Bullet, Ink.Changed) : (" ", Ink.Normal);
        var ink = field.Problem is not null ? Ink.Bad : field.IsChanged ? Ink.Changed : Ink.Normal;
        var line = new InkLine().Add(sign.Item1, sign.Item2).Add(Indented(row), ink);
        return IsNameTooLong(row) ? line : line.PadTo(NameWidth - 1).Add(" ").Add(FieldText.Format(field, width - NameWidth, _appearance.Glyphs), ink);
    }

    private string? Changed(string? name)
    {
        if (name is not null)
        {
            SetNeedsDraw();
            Edited?.Invoke();
        }

        return name;
    }

    private void OnClicked(int row, int column)
    {
        if (Selected is { } field && FieldText.AtColumn(field, Viewport.Width - NameWidth, column - NameWidth) is { } value)
        {
            Set(field, value);
        }
        else if (column >= NameWidth)
        {
            Begin();
        }
    }

    private bool OnListKey(int row, Key key)
    {
        if (key == new Key('/'))
        {
            BeginFilter();
            return true;
        }

        if (Selected is not { } field)
        {
            return OnHeadingKey(key);
        }

        if (key == Key.Space.WithCtrl)
        {
            ShowSuggestions(field);
        }
        else if (key == Key.Space && field.Kind is FieldKind.Flag or FieldKind.Choice)
        {
            Set(field, FieldStep.Compute(field, 1) ?? field.Text);
        }
        else if ((key == Key.CursorLeft || key == Key.CursorRight) && FieldStep.Compute(field, key == Key.CursorRight ? 1 : -1) is { } next)
        {
            Set(field, next);
        }
        else if (key == Key.Delete || key == Key.Backspace)
        {
            Reset();
        }
        else if (key.AsRune.Value > ' ' && !key.IsCtrl && !key.IsAlt && field.Kind is FieldKind.Number or FieldKind.Text or FieldKind.Path)
        {
            BeginText(field, key.AsRune.ToString());
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool OnHeadingKey(Key key)
    {
        if (_list.Selected < 0 || (key != Key.Space && key != Key.CursorLeft && key != Key.CursorRight))
        {
            return false;
        }

        Toggle(Rows[_list.Selected].Group, key == Key.Space ? null : key == Key.CursorLeft);
        return true;
    }

    private void Toggle(string group, bool? close = null)
    {
        if (close ?? !_closed.Contains(group))
        {
            _closed.Add(group);
        }
        else
        {
            _closed.Remove(group);
        }

        SetNeedsDraw();
    }

    private void ShowSuggestions(Field field)
    {
        if (_document!.IsReadOnly)
        {
            ChangeRefused?.Invoke();
        }
        else if (field.Choices.Count > 0 || field.Suggestions().Count > 0)
        {
            ChoicesRequested?.Invoke(field);
        }
    }

    private void OnFilterKey(object? sender, Key key)
    {
        if (_filter.IsEndedBy(key))
        {
            _list.SetFocus();
            _filter.Visible = FilterHeight > 0;
            SetNeedsLayout();
        }
    }
}
