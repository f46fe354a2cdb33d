namespace RewardLab.Evaluation.Pickles;

/// <summary>Text of a stranger's as a message may show it: short, on one line, and without anything that a terminal would obey.</summary>
internal static class ShownText
{
    private const int MaxLength = 80;

    /// <summary>Makes it so.</summary>
    public static string From(string text)
    {
        var shown = string.Create(Math.Min(text.Length, MaxLength), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
        return text.Length > MaxLength ? shown + "..." : shown;
    }
}
