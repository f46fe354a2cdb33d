namespace RewardLab.Prompts.Rules.Language;

/// <summary>The indefinite article, which follows the sound of the next word and not its spelling.</summary>
internal static class Article
{
    // Silent h, so a vowel sounds first. Prefixes: "hourglass" and "honest" follow "hour" and "hon".
    private static readonly string[] SilentH = ["hour", "honest", "honor", "honour", "heir"];

    // A vowel is written but a consonant sounds first ("yoo", "w").
    private static readonly string[] SoundedConsonant =
    [
        "uni", "use", "usual", "usurp", "uten", "utility", "utopia", "ukulele", "uranium", "urine", "urolog", "eu", "ewe", "ewer", "one-", "once", "ouija",
    ];

    // Those that begin like "uni" or "use" and yet with a vowel sound.
    private static readonly string[] SoundedVowel = ["unim", "unin", "unint", "unident", "unidio"];

    private static readonly string[] OneAlone = ["one", "u"];

    /// <summary>"a " or "an " and the words.</summary>
    public static string With(string words) => $"{For(words)} {words}";

    /// <summary>"a" or "an".</summary>
    public static string For(string words)
    {
        var first = words.Split(' ', 2)[0].TrimStart('"', '\'', '(');
        return SoundsVowel(first) ? "an" : "a";
    }

    private static bool SoundsVowel(string word)
    {
        if (word.Length == 0)
        {
            return false;
        }

        if (char.IsAsciiDigit(word[0]))
        {
            // Eight, eighty, eight hundred; eleven and eighteen.
            var digits = word.TakeWhile(char.IsAsciiDigit).Count();
            return word[0] == '8' || (digits == 2 && word[..2] is "11" or "18");
        }

        if (IsAcronym(word))
        {
            // Spelled out: "an SUV" as "an ess-you-vee", "a UFO" as "a you-eff-oh".
            return "AEFHILMNORSX".Contains(word[0], StringComparison.Ordinal);
        }

        var lower = word.ToLowerInvariant();
        if (StartsWithAny(lower, SilentH))
        {
            return true;
        }

        if (OneAlone.Contains(lower, StringComparer.Ordinal) || (StartsWithAny(lower, SoundedConsonant) && !StartsWithAny(lower, SoundedVowel)))
        {
            return false;
        }

        return "aeiou".Contains(lower[0], StringComparison.Ordinal);
    }

    private static bool IsAcronym(string word)
    {
        var letters = word.TakeWhile(char.IsAsciiLetterUpper).Count();
        return (letters >= 2 && (letters == word.Length || word[letters] is '-' or 's' or '.')) || (word.Length > 1 && word[1] == '-' && letters == 1);
    }

    private static bool StartsWithAny(string word, string[] beginnings) =>
        Array.Exists(beginnings, beginning => word.StartsWith(beginning, StringComparison.Ordinal));
}
