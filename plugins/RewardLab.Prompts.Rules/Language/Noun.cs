namespace RewardLab.Prompts.Rules.Language;

/// <summary>Plurals and singulars of English nouns. Only the last word of several inflects, and only its part after a hyphen.</summary>
internal static class Noun
{
    /// <summary>The plural of a singular.</summary>
    public static string Plural(string noun) => InflectLast(noun, static word => PluralOfWord(word));

    /// <summary>The singular of a plural; a singular is returned as it is.</summary>
    public static string Singular(string noun) => InflectLast(noun, static word => SingularOfWord(word));

    /// <summary>Whether a word is a plural, or is alike in both.</summary>
    public static bool CanBePlural(string word)
    {
        var last = word[(word.LastIndexOfAny([' ', '-']) + 1)..].ToLowerInvariant();
        return IsInvariant(last) || !string.Equals(SingularOfWord(last), last, StringComparison.Ordinal);
    }

    private static string InflectLast(string noun, Func<string, string> inflect)
    {
        var start = noun.LastIndexOfAny([' ', '-']) + 1;
        var word = noun[start..];
        var lower = word.ToLowerInvariant();
        if (IsInvariant(noun[(noun.LastIndexOf(' ') + 1)..].ToLowerInvariant()))
        {
            return noun;
        }

        var inflected = inflect(lower);

        // The letters that stay keep their case.
        var kept = 0;
        while (kept < word.Length && kept < inflected.Length && lower[kept] == inflected[kept])
        {
            kept++;
        }

        return noun[..start] + word[..kept] + inflected[kept..];
    }

    private static string PluralOfWord(string word)
    {
        if (IsInvariant(word) || IrregularNouns.Singulars.ContainsKey(word))
        {
            return word;
        }

        if (Irregular(word, IrregularNouns.Plurals) is { } irregular)
        {
            return irregular;
        }

        if (EndsWithAny(word, "s", "x", "z", "ch", "sh") && !EndsWithAny(word, "stomach", "monarch", "eunuch"))
        {
            return word + "es";
        }

        return word.EndsWith('y') && word.Length > 1 && !IsVowel(word[^2]) ? word[..^1] + "ies" : word + "s";
    }

    private static string SingularOfWord(string word)
    {
        if (IsInvariant(word) || IrregularNouns.Plurals.ContainsKey(word))
        {
            return word;
        }

        if (Irregular(word, IrregularNouns.Singulars) is { } irregular)
        {
            return irregular;
        }

        if (!word.EndsWith('s') || word.Length < 3 || EndsWithAny(word, "ss", "us", "is") || IrregularNouns.EndingInS.Contains(word))
        {
            return word;
        }

        var stem = word[..^1];
        if (word.EndsWith("ies", StringComparison.Ordinal))
        {
            return IrregularNouns.EndingInIe.Contains(stem) || word.Length == 4 ? stem : word[..^3] + "y";
        }

        if (EndsWithAny(word, "ches", "shes", "xes", "sses", "zzes", "tzes"))
        {
            return IrregularNouns.EndingInSibilantE.Contains(stem) ? stem : word[..^2];
        }

        if (word.EndsWith("oes", StringComparison.Ordinal))
        {
            return IrregularNouns.EndingInOe.Contains(stem) ? stem : word[..^2];
        }

        // "walruses" but "houses", "nurses", "roses"; "irises" but "promises".
        if (EndsWithAny(word, "uses") && word.Length > 4 && !IsVowel(word[^5]) && word is not ("fuses" or "muses" or "recluses" or "ruses" or "excuses"))
        {
            return word[..^2];
        }

        return word.EndsWith("es", StringComparison.Ordinal) && (word is "irises" or "trellises" || IrregularNouns.EndingInS.Contains(word[..^2]))
            ? word[..^2]
            : stem;
    }

    /// <summary>The irregular form of a word, or of a compound that ends in an irregular word; null where it is regular.</summary>
    private static string? Irregular(string word, IReadOnlyDictionary<string, string> forms)
    {
        if (forms.TryGetValue(word, out var form))
        {
            return form;
        }

        if (IrregularNouns.NoCompounds.Contains(word))
        {
            return null;
        }

        foreach (var singular in IrregularNouns.CompoundEnds)
        {
            var end = forms.ContainsKey(singular) ? singular : IrregularNouns.Plurals[singular];
            if (word.EndsWith(end, StringComparison.Ordinal))
            {
                return word[..^end.Length] + forms[end];
            }
        }

        return null;
    }

    private static bool IsInvariant(string word) => IrregularNouns.Invariant.Contains(word) || word.EndsWith("fish", StringComparison.Ordinal);

    private static bool EndsWithAny(string word, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVowel(char letter) => "aeiou".Contains(letter, StringComparison.Ordinal);
}
