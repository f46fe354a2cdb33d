namespace RewardLab.Editor.Themes;

/// <summary>What a piece of text is, for a palette to colour.</summary>
internal enum Ink
{
    /// <summary>Ordinary text.</summary>
    Normal,

    /// <summary>Text beside the point.</summary>
    Dim,

    /// <summary>Titles and what the eye should find.</summary>
    Accent,

    /// <summary>Success.</summary>
    Good,

    /// <summary>A warning.</summary>
    Warning,

    /// <summary>An error.</summary>
    Bad,

    /// <summary>Differs from its default.</summary>
    Changed,

    /// <summary>The first of six curves.</summary>
    Series1,

    /// <summary>The second curve.</summary>
    Series2,

    /// <summary>The third curve.</summary>
    Series3,

    /// <summary>The fourth curve.</summary>
    Series4,

    /// <summary>The fifth curve.</summary>
    Series5,

    /// <summary>The sixth curve.</summary>
    Series6,
}
