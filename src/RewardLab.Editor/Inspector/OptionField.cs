namespace RewardLab.Editor.Inspector;

/// <summary>A field that stands for an option of a component.</summary>
/// <param name="Field">The field.</param>
/// <param name="Type">The option's type.</param>
internal sealed record OptionField(Field Field, Type Type);
