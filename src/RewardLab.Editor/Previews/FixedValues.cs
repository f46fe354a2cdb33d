using RewardLab.Editor.Inspector;

namespace RewardLab.Editor.Previews;

/// <summary>Values of something that is not open, as the Inspector shows them: to be read, not changed.</summary>
/// <param name="title">What it is called.</param>
/// <param name="fields">Its values.</param>
/// <param name="refusal">What is said to who would change one.</param>
internal sealed class FixedValues(string title, IReadOnlyList<Field> fields, string refusal) : IInspected
{
    public string Title { get; } = title;

    public IReadOnlyList<Field> Fields { get; } = fields;

    public EditHistory History { get; } = new();

    public bool IsReadOnly => true;

    public string Refusal { get; } = refusal;

    public void Set(Field field, string text)
    {
        // What is only previewed stays as it is.
    }
}
