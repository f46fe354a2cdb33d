namespace RewardLab.Editor.Inspector;

/// <summary>How a field is edited.</summary>
internal enum FieldKind
{
    /// <summary>As text.</summary>
    Text,

    /// <summary>As text that is a number; the arrow keys step it.</summary>
    Number,

    /// <summary>By a check box.</summary>
    Flag,

    /// <summary>By choosing from a list.</summary>
    Choice,

    /// <summary>As text that is a path, completed from the disk.</summary>
    Path,
}
