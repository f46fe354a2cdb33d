namespace RewardLab.Editor.Themes;

/// <summary>The signs that lists and plots are drawn with.</summary>
internal sealed record Glyphs
{
    /// <summary>Signs of Unicode, in fonts of nearly every terminal.</summary>
    public static Glyphs Unicode { get; } = new();

    /// <summary>ASCII alone.</summary>
    public static Glyphs Ascii { get; } = new()
    {
        Open = "- ",
        Closed = "+ ",
        Leaf = "  ",
        Vertical = "|",
        Horizontal = "-",
        Bullet = "*",
        Checked = "[x]",
        Unchecked = "[ ]",
        Full = "#",
        Empty = ".",
        Thumb = "#",
        Track = "|",
        Marks = "ox+*#@",
        Waiting = ".",
        Running = ">",
        Completed = "+",
        Failed = "x",
        Cancelled = "-",
        Marker = ">", Ascending = "^", Descending = "v", IsBraille = false,
    };

    /// <summary>Before an open branch.</summary>
    public string Open { get; init; } = "▾ ";

    /// <summary>Before a closed branch.</summary>
    public string Closed { get; init; } = "▸ ";

    /// <summary>Before what has no branches.</summary>
    public string Leaf { get; init; } = "  ";

    /// <summary>A line downwards.</summary>
    public string Vertical { get; init; } = "│";

    /// <summary>A line across.</summary>
    public string Horizontal { get; init; } = "─";

    /// <summary>Marks a value that differs from its default.</summary>
    public string Bullet { get; init; } = "●";

    /// <summary>A check box that is checked.</summary>
    public string Checked { get; init; } = "[✓]";

    /// <summary>A check box that is not.</summary>
    public string Unchecked { get; init; } = "[ ]";

    /// <summary>The done part of a bar.</summary>
    public string Full { get; init; } = "█";

    /// <summary>The rest of a bar.</summary>
    public string Empty { get; init; } = "░";

    /// <summary>Where in a list one is.</summary>
    public string Thumb { get; init; } = "█";

    /// <summary>The rest of the list.</summary>
    public string Track { get; init; } = "│";

    /// <summary>Signs that tell the metrics of curves apart.</summary>
    public string Marks { get; init; } = "●▲■◆○△";

    /// <summary>A job that waits.</summary>
    public string Waiting { get; init; } = "·";

    /// <summary>A run that is running.</summary>
    public string Running { get; init; } = "▶";

    /// <summary>A run that came to its end.</summary>
    public string Completed { get; init; } = "✓";

    /// <summary>A run that failed, or is damaged.</summary>
    public string Failed { get; init; } = "✗";

    /// <summary>A run that was cancelled or interrupted.</summary>
    public string Cancelled { get; init; } = "■";

    /// <summary>Before the selected one where colours are few.</summary>
    public string Marker { get; init; } = "▌";

    /// <summary>Behind a heading whose column goes up.</summary>
    public string Ascending { get; init; } = "▴";

    /// <summary>Behind a heading whose column goes down.</summary>
    public string Descending { get; init; } = "▾";

    /// <summary>Whether plots are drawn in Braille patterns, eight dots a cell.</summary>
    public bool IsBraille { get; init; } = true;
}
