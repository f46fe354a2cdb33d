namespace RewardLab.Editor.Inspector;

/// <summary>What the Inspector shows and changes: values of one thing, with a way back.</summary>
internal interface IInspected
{
    /// <summary>What it is called.</summary>
    string Title { get; }

    /// <summary>Its values, top to bottom.</summary>
    IReadOnlyList<Field> Fields { get; }

    /// <summary>Edits that can be undone.</summary>
    EditHistory History { get; }

    /// <summary>Whether its values are to be read alone.</summary>
    bool IsReadOnly => false;

    /// <summary>What is said to who would change a value that is to be read alone.</summary>
    string Refusal => "";

    /// <summary>Changes a value, in a way that can be taken back.</summary>
    /// <param name="field">One of <see cref="Fields"/>.</param>
    /// <param name="text">Its new text, allowed or not.</param>
    void Set(Field field, string text);
}
