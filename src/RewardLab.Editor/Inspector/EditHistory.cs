namespace RewardLab.Editor.Inspector;

/// <summary>Edits that can be taken back and made again. Not safe from several threads.</summary>
internal sealed class EditHistory
{
    private const int MaxCount = 1000;

    private readonly List<Edit> _done = [];
    private readonly Stack<Edit> _undone = new();

    /// <summary>What <see cref="Undo"/> would take back; null where there is nothing.</summary>
    public string? UndoName => _done.Count > 0 ? _done[^1].Name : null;

    /// <summary>What <see cref="Redo"/> would make again; null where there is nothing.</summary>
    public string? RedoName => _undone.TryPeek(out var edit) ? edit.Name : null;

    /// <summary>Makes an edit. What was taken back before can no longer be made again.</summary>
    public void Do(Edit edit)
    {
        edit.Make();
        _undone.Clear();
        if (edit.Merge is not null && _done.Count > 0 && Equals(_done[^1].Merge, edit.Merge))
        {
            edit = edit with { Revert = _done[^1].Revert }; // typing in one field is one edit
            _done.RemoveAt(_done.Count - 1);
        }
        else if (_done.Count == MaxCount)
        {
            _done.RemoveAt(0);
        }

        _done.Add(edit);
    }

    /// <summary>Takes the latest edit back.</summary>
    /// <returns>Its name; null where there is none.</returns>
    public string? Undo()
    {
        if (_done.Count == 0)
        {
            return null;
        }

        var edit = _done[^1];
        _done.RemoveAt(_done.Count - 1);
        edit.Revert();
        _undone.Push(edit);
        return edit.Name;
    }

    /// <summary>Makes the edit again that was taken back last.</summary>
    /// <returns>Its name; null where there is none.</returns>
    public string? Redo()
    {
        if (!_undone.TryPop(out var edit))
        {
            return null;
        }

        edit.Make();
        _done.Add(edit);
        return edit.Name;
    }

    /// <summary>Ends the merging of edits of one field: the next begins a new one.</summary>
    public void Seal()
    {
        if (_done.Count > 0)
        {
            _done[^1] = _done[^1] with { Merge = null };
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _done.Clear();
        _undone.Clear();
    }
}
