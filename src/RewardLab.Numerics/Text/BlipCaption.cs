using System.Text.RegularExpressions;

namespace RewardLab.Numerics.Text;

/// <summary>Tidies a text as LAVIS' caption processor does before BLIP-2 sees it.</summary>
internal static partial class BlipCaption
{
    private const int MaxWords = 50;

    /// <summary>Lower case, punctuation to blanks, runs of blanks to one, at most 50 words.</summary>
    public static string Clean(string text)
    {
        var spaced = Punctuation().Replace(PythonLowerCase.Of(text), " ");
        var words = Space().Replace(spaced, " ").TrimEnd('\n').Trim(' ').Split(' ');
        return string.Join(' ', words.Take(MaxWords));
    }

    [GeneratedRegex("[.!\"()*#:;~]", RegexOptions.NonBacktracking)]
    private static partial Regex Punctuation();

    // Python counts the four separators of ASCII as white space.
    [GeneratedRegex(@"[\s\x1c-\x1f]{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Space();
}
