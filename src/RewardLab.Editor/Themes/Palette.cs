using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace RewardLab.Editor.Themes;

/// <summary>The colours of a theme. Every colour stands apart from its ground by more than 4.5 to 1 (WCAG 2, AA); plain knows none.</summary>
internal sealed class Palette
{
    private readonly Color _ground;
    private readonly Color _selection;
    private readonly Color _faintSelection;
    private readonly Color _field;
    private readonly Func<Ink, Color> _colorOf;
    private readonly bool _isPlain;

    private Palette(Color ground, Color selection, Color faintSelection, Color field, Func<Ink, Color> colorOf, bool isPlain = false)
    {
        (_ground, _selection, _faintSelection, _field, _colorOf, _isPlain) = (ground, selection, faintSelection, field, colorOf, isPlain);
    }

    /// <summary>The palette of a theme.</summary>
    public static Palette From(EditorTheme theme) => theme switch
    {
        EditorTheme.Dark => new Palette(new Color(24, 26, 31), new Color(38, 79, 120), new Color(50, 54, 62), new Color(40, 44, 52), Dark),
        EditorTheme.Light => new Palette(new Color(250, 250, 250), new Color(176, 208, 245), new Color(222, 226, 232), new Color(232, 236, 242), Light),
        _ => new Palette(Color.None, Color.None, Color.None, Color.None, static _ => Color.None, isPlain: true),
    };

    /// <summary>The attribute of a text.</summary>
    /// <param name="ink">What it is.</param>
    /// <param name="isSelected">Whether it is in the selected row.</param>
    /// <param name="hasFocus">Whether that row's view has the focus.</param>
    public Attribute From(Ink ink, bool isSelected = false, bool hasFocus = false) => _isPlain
        ? new Attribute(Color.None, Color.None, PlainStyle(ink) | (isSelected ? (hasFocus ? TextStyle.Reverse : TextStyle.Underline) : TextStyle.None))
        : new Attribute(_colorOf(ink), isSelected ? (hasFocus ? _selection : _faintSelection) : _ground, ink == Ink.Accent ? TextStyle.Bold : TextStyle.None);

    /// <summary>Text that is being typed.</summary>
    public Attribute Field => _isPlain ? new Attribute(Color.None, Color.None, TextStyle.Underline) : new Attribute(_colorOf(Ink.Normal), _field);

    /// <summary>A scheme of these colours, for Terminal.Gui's own views.</summary>
    public Scheme ToScheme() => new()
    {
        Normal = From(Ink.Normal),
        HotNormal = From(Ink.Accent),
        Focus = From(Ink.Normal, isSelected: true, hasFocus: true),
        HotFocus = From(Ink.Accent, isSelected: true, hasFocus: true),
        Active = From(Ink.Normal, isSelected: true),
        HotActive = From(Ink.Accent, isSelected: true),
        Highlight = From(Ink.Accent),
        Editable = Field,
        ReadOnly = From(Ink.Normal),
        Disabled = From(Ink.Dim),
        Code = From(Ink.Normal),
        CodeComment = From(Ink.Dim),
        CodeKeyword = From(Ink.Series1),
        CodeString = From(Ink.Series2),
        CodeNumber = From(Ink.Series3),
        CodeOperator = From(Ink.Normal),
        CodeType = From(Ink.Series4),
        CodePreprocessor = From(Ink.Series5),
        CodeIdentifier = From(Ink.Normal),
        CodeConstant = From(Ink.Series3),
        CodePunctuation = From(Ink.Normal),
        CodeFunctionName = From(Ink.Series6),
        CodeAttribute = From(Ink.Series5),
    };

    private static TextStyle PlainStyle(Ink ink) => ink switch
    {
        Ink.Dim => TextStyle.Faint,
        Ink.Accent or Ink.Bad or Ink.Changed => TextStyle.Bold,
        Ink.Warning => TextStyle.Underline,
        _ => TextStyle.None,
    };

    private static Color Dark(Ink ink) => ink switch
    {
        Ink.Normal => new Color(214, 218, 224),
        Ink.Dim => new Color(140, 147, 158),
        Ink.Accent => new Color(122, 190, 255),
        Ink.Good => new Color(126, 201, 132),
        Ink.Warning or Ink.Changed => new Color(232, 190, 96),
        Ink.Bad => new Color(255, 128, 122),
        Ink.Series1 => new Color(122, 190, 255),
        Ink.Series2 => new Color(255, 171, 92),
        Ink.Series3 => new Color(126, 201, 132),
        Ink.Series4 => new Color(224, 140, 208),
        Ink.Series5 => new Color(232, 216, 110),
        _ => new Color(110, 214, 208),
    };

    private static Color Light(Ink ink) => ink switch
    {
        Ink.Normal => new Color(32, 36, 42),
        Ink.Dim => new Color(98, 104, 114),
        Ink.Accent => new Color(0, 84, 160),
        Ink.Good => new Color(22, 110, 40),
        Ink.Warning or Ink.Changed => new Color(132, 84, 0),
        Ink.Bad => new Color(178, 24, 24),
        Ink.Series1 => new Color(0, 92, 175),
        Ink.Series2 => new Color(160, 78, 0),
        Ink.Series3 => new Color(22, 110, 40),
        Ink.Series4 => new Color(146, 40, 124),
        Ink.Series5 => new Color(110, 96, 0),
        _ => new Color(0, 110, 110),
    };
}
