namespace RewardLab.Prompts.LanguageModels.Answers;

/// <summary>Texts of strangers on one line of a message.</summary>
internal static class Excerpt
{
    private const int Shown = 80;

    /// <summary>The first 80 characters, control characters and runs of spaces as one space; "…" where more follows.</summary>
    public static string Of(string text)
    {
        var words = string.Join(' ', text[..Math.Min(text.Length, Shown * 8)].Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        var line = string.Concat(words.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character));
        return line.Length <= Shown ? line : line[..Shown] + "…";
    }
}
