namespace RewardLab.Editor.Inspector;

/// <summary>One value that the Inspector shows: what it is, what it may be, and what the user has made of it.</summary>
/// <remarks>The text stays as it was typed, also where it is not an allowed value: nothing that was typed is lost.</remarks>
internal sealed class Field
{
    /// <summary>The name that presets and --set use.</summary>
    public required string Name { get; init; }

    /// <summary>How it is edited.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>What it is when nothing is said, as text.</summary>
    public required string Default { get; init; }

    /// <summary>What it means, one line; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>What it may be, in words; may be empty.</summary>
    public string Range { get; init; } = "";

    /// <summary>The texts to choose from; empty for other kinds.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Ids that the text may be, among others, such as those of the models that are known; empty for none.</summary>
    public Func<IReadOnlyList<string>> Suggestions { get; set; } = static () => [];

    /// <summary>The least number; null for no limit.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest number; null for no limit.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether it is a whole number.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Says what is wrong with a text, one line; null for an allowed value.</summary>
    public required Func<string, string?> Check { get; init; }

    /// <summary>The value as text.</summary>
    public string Text { get; set; } = "";

    /// <summary>What is wrong with <see cref="Text"/>; null where nothing is.</summary>
    public string? Problem => Check(Text);

    /// <summary>Whether it differs from <see cref="Default"/>.</summary>
    public bool IsChanged => !string.Equals(Text, Default, StringComparison.Ordinal);
}
