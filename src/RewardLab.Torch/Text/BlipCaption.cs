using System.Text;

namespace RewardLab.Torch.Text;

/// <summary>Tidies a text as LAVIS' caption processor does before BLIP-2 sees it.</summary>
internal static class BlipCaption
{
    private const string Punctuation = ".!\"()*#:;~";
    private const int MaxWords = 50;

    /// <summary>Lower case, punctuation to blanks, runs of blanks to one, at most 50 words.</summary>
    public static string Clean(string text)
    {
        // No regular expression: .NET's non-backtracking ones gave other matches here once a text of 100,000 characters had gone through them.
        var tidied = new StringBuilder(text.Length);
        var run = 0;
        foreach (var character in PythonLowerCase.Convert(text))
        {
            var next = Punctuation.Contains(character, StringComparison.Ordinal) ? ' ' : character;
            run = IsSpace(next) ? run + 1 : 0;
            if (run <= 1)
            {
                tidied.Append(next);
            }
            else
            {
                tidied[^1] = ' ';
            }
        }

        return string.Join(' ', tidied.ToString().TrimEnd('\n').Trim(' ').Split(' ').Take(MaxWords));
    }

    // Python counts the four separators of ASCII as white space.
    private static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';
}
