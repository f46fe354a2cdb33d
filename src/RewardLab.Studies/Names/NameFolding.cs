using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace RewardLab.Studies.Names;

/// <summary>Unicode's case folding and compatibility decomposition.</summary>
/// <remarks>The program runs in invariant globalisation, where <see cref="string.Normalize()"/> returns its argument as it is; the tables are our own, so that
/// names mean the same on machines with and without ICU, whatever its version.</remarks>
internal static class NameFolding
{
    // Hangul syllables are computed (The Unicode Standard, section 3.12).
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11172;
    private const int VowelCount = 21;
    private const int FinalCount = 28;

    private static readonly Lazy<(FrozenDictionary<int, Rune[]> Parts, FrozenDictionary<int, int> Classes)> Tables = new(Read);

    /// <summary>What a character folds to; itself where nothing is folded.</summary>
    public static IReadOnlyList<Rune> Fold(Rune rune)
    {
        if (rune.IsAscii)
        {
            return [Rune.ToLowerInvariant(rune)];
        }

        var syllable = rune.Value - FirstSyllable;
        if (syllable is >= 0 and < SyllableCount)
        {
            var final = syllable % FinalCount;
            var (first, vowel) = (new Rune(0x1100 + (syllable / (VowelCount * FinalCount))), new Rune(0x1161 + (syllable / FinalCount % VowelCount)));
            return final == 0 ? [first, vowel] : [first, vowel, new Rune(0x11A7 + final)];
        }

        return Tables.Value.Parts.TryGetValue(rune.Value, out var parts) ? parts : [rune];
    }

    /// <summary>Brings marks that follow a letter into canonical order: those of different places may be typed in any.</summary>
    public static void Sort(List<Rune> runes)
    {
        for (var start = 0; start < runes.Count; start++)
        {
            var end = start;
            while (end < runes.Count && ClassOf(runes[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                Rune[] marks = [.. runes.GetRange(start, end - start).OrderBy(ClassOf)]; // stable
                for (var i = 0; i < marks.Length; i++)
                {
                    runes[start + i] = marks[i];
                }
            }

            start = Math.Max(start, end - 1);
        }
    }

    private static int ClassOf(Rune rune) => rune.IsAscii ? 0 : Tables.Value.Classes.GetValueOrDefault(rune.Value);

    private static (FrozenDictionary<int, Rune[]> Parts, FrozenDictionary<int, int> Classes) Read()
    {
        using var stream = typeof(NameFolding).Assembly.GetManifestResourceStream("name-folding.txt")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var (parts, classes, isClass) = (new Dictionary<int, Rune[]>(), new Dictionary<int, int>(), false);
        foreach (var line in Encoding.ASCII.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line is "[classes]")
            {
                isClass = true;
            }
            else if (line is [not '#', ..])
            {
                Add(line.Split(' '));
            }
        }

        return (parts.ToFrozenDictionary(), classes.ToFrozenDictionary());

        void Add(string[] words)
        {
            var range = words[0].Split('-', '/');
            var (first, last, step) = (Hex(range[0]), range.Length > 1 ? Hex(range[1]) : Hex(range[0]), range.Length > 2 ? 2 : 1);
            for (var code = first; code <= last; code += step)
            {
                if (isClass)
                {
                    classes.Add(code, int.Parse(words[1], CultureInfo.InvariantCulture));
                }
                else
                {
                    var distance = code - first;
                    parts.Add(code, [.. words[1..].Select(word => new Rune(Hex(word) + distance))]);
                }
            }
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
