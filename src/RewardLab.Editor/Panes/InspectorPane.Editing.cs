using RewardLab.Editor.Inspector;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <content>A value is changed in place.</content>
internal sealed partial class InspectorPane
{
    private void Begin()
    {
        if (Selected is not { } field)
        {
            if (_list.Selected >= 0)
            {
                Toggle(Rows[_list.Selected].Group);
            }

            return;
        }

        if (_document!.IsReadOnly)
        {
            ChangeRefused?.Invoke();
            return;
        }

        if (field.Kind == FieldKind.Choice && field.Choices.Count > 2)
        {
            ChoicesRequested?.Invoke(field);
        }
        else if (field.Kind is FieldKind.Flag or FieldKind.Choice)
        {
            Set(field, FieldStep.Compute(field, 1) ?? field.Text);
        }
        else
        {
            BeginText(field, field.Text);
        }
    }

    private void BeginText(Field field, string text)
    {
        if (_document!.IsReadOnly)
        {
            ChangeRefused?.Invoke();
            return;
        }

        var row = _list.RowOnView(_list.Selected);
        if (row < 0 || Viewport.Width <= NameWidth)
        {
            return;
        }

        (_editor.X, _editor.Y, _editor.Width) = (NameWidth, row + FilterHeight, Dim.Fill());
        _editor.Visible = true;
        _editor.Text = text;
        _edited = field;
        _editor.SetFocus();
        _editor.MoveEnd();
        Typed(text);
    }

    private void Typed(string text)
    {
        if (_edited is { } field && _document is { } document)
        {
            document.Set(field, text);
            Changed(field.Name);
        }
    }

    private void OnEditorKey(object? sender, Key key)
    {
        if (key == Key.Enter || key == Key.Tab || key == Key.CursorUp || key == Key.CursorDown)
        {
            End();
            _list.SetFocus();
            _list.Select(_list.Selected + (key == Key.CursorUp ? -1 : key == Key.Enter ? 0 : 1));
            key.Handled = true;
        }
        else if (key == Key.Esc)
        {
            // As if it had not been typed in.
            var field = _edited;
            End();
            if (field is not null && _document!.History.UndoName == $"set {field.Name}")
            {
                Undo();
            }

            _list.SetFocus();
            key.Handled = true;
        }
        else if (key == Key.Space.WithCtrl && _edited is { } suggested && suggested.Suggestions().Count > 0)
        {
            End();
            _list.SetFocus();
            ShowSuggestions(suggested);
            key.Handled = true;
        }
        else if (key == Key.Tab.WithCtrl || (key == Key.Space.WithCtrl && _edited?.Kind == FieldKind.Path))
        {
            _editor.Text = PathCompletion.Complete(_editor.Text);
            _editor.MoveEnd();
            key.Handled = true;
        }
    }

    private void EndIfLeft(bool hasFocus)
    {
        if (!hasFocus)
        {
            End();
        }
    }

    private void End()
    {
        if (_edited is not null)
        {
            _edited = null;
            _document?.History.Seal();
            _editor.Visible = false;
            SetNeedsDraw();
        }
    }
}
