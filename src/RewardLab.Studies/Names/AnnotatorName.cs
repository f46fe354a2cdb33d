using System.Globalization;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Studies.Names;

/// <summary>Names of annotators: how they are kept, and which of them mean the same person.</summary>
public static class AnnotatorName
{
    /// <summary>Characters (UTF-16) of a name at most.</summary>
    public const int MaxLength = 60;

    /// <summary>A name as it is kept and shown: one space between words, nothing invisible at its ends.</summary>
    /// <exception cref="RewardLabException">It has nothing to see, control characters, half a surrogate pair, or is too long.</exception>
    public static string Clean(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder();
        var isBetween = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)))
            {
                throw NotAName();
            }

            if (IsBlank(rune))
            {
                isBetween = text.Length > 0;
                continue;
            }

            if (text.Length == 0 && IsInvisible(rune))
            {
                continue;
            }

            if (isBetween)
            {
                text.Append(' ');
                isBetween = false;
            }

            text.Append(rune);
        }

        var clean = text.ToString();
        return clean.Length is > 0 and <= MaxLength && Fold(clean).Length > 0 ? clean : throw NotAName();
    }

    /// <summary>What two spellings of one name have in common: composed and decomposed letters, upper and lower case, wide and narrow letters, and
    /// all kinds of spaces are the same; characters that cannot be seen do not count. Diacritics do: René is not Rene.</summary>
    public static string Fold(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var folded = new List<Rune>();
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsBlank(rune))
            {
                if (folded.Count > 0 && folded[^1].Value != ' ')
                {
                    folded.Add(new Rune(' '));
                }
            }
            else if (!IsInvisible(rune))
            {
                folded.AddRange(NameFolding.Fold(rune).Where(part => !IsInvisible(part)));
            }
        }

        NameFolding.Sort(folded);
        RemoveDots(folded);
        return string.Concat(folded.Select(rune => rune.ToString())).TrimEnd(' ');
    }

    // The braille pattern without dots, too, is a blank to the eye.
    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is 0x2800;

    // Format characters, and Unicode's Default_Ignorable_Code_Point.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is 0x034F or (>= 0x115F and <= 0x1160)
        or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
        or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);

    // Turkish and Azerbaijani case: I, i, dotless and dotted are one letter here, for who types in capitals cannot tell which is meant.
    private static void RemoveDots(List<Rune> folded)
    {
        for (var i = 0; i < folded.Count; i++)
        {
            if (folded[i].Value == 'ı')
            {
                folded[i] = new Rune('i');
            }

            if (folded[i].Value == 0x0307 && i > 0 && folded[i - 1].Value == 'i')
            {
                folded.RemoveAt(i--);
            }
        }
    }

    private static RewardLabException NotAName() => new($"An annotator's name has 1 to {MaxLength} characters.");
}
