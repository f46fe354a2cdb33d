namespace RewardLab.Runs.Sheets;

/// <summary>Breaks text into lines between words.</summary>
public static class WordWrap
{
    /// <summary>The lines, each as long as fits; a word that does not fit stands on a line by itself.</summary>
    /// <param name="text">Words with spaces between them.</param>
    /// <param name="fits">Whether a line is short enough.</param>
    public static List<string> Lines(string text, Func<string, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fits);
        var lines = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && fits($"{lines[^1]} {word}"))
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }
}
