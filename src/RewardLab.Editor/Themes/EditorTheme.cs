namespace RewardLab.Editor.Themes;

/// <summary>How the editor is coloured.</summary>
internal enum EditorTheme
{
    /// <summary>Light text on dark.</summary>
    Dark,

    /// <summary>Dark text on light.</summary>
    Light,

    /// <summary>The terminal's own two colours, with bold, underline and reverse.</summary>
    Plain,
}
