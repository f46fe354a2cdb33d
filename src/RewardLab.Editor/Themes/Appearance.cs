namespace RewardLab.Editor.Themes;

/// <summary>How the editor looks now; shared by everything that draws, and changed by the theme's action alone.</summary>
internal sealed class Appearance(EditorTheme theme, Glyphs glyphs)
{
    /// <summary>The theme.</summary>
    public EditorTheme Theme
    {
        get;
        set
        {
            field = value;
            Palette = Palette.From(value);
        }
    } = theme;

    /// <summary>The theme's colours.</summary>
    public Palette Palette { get; private set; } = Palette.From(theme);

    /// <summary>Glyphs that the terminal can show.</summary>
    public Glyphs Glyphs { get; set; } = glyphs;
}
