using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Text;

/// <summary>Unicode normalization forms C and D (Unicode Standard Annex 15), by our own tables.</summary>
/// <remarks>The program runs without ICU (invariant globalization), where <see cref="string.Normalize()"/> returns its input unchanged.</remarks>
internal static class UnicodeComposition
{
    private const int HangulSyllables = 0xac00;
    private const int LeadingJamo = 0x1100;
    private const int VowelJamo = 0x1161;
    private const int TrailingJamo = 0x11a7;
    private const int LeadingCount = 19;
    private const int VowelCount = 21;
    private const int TrailingCount = 28;
    private const char FirstOfInterest = '\u0300';

    private static readonly Lazy<Tables> Data = new(ReadTables);

    /// <summary>Form C: marks joined to their letters.</summary>
    public static string Compose(string text) => Normalize(text, isComposed: true);

    /// <summary>Form D: marks apart from their letters.</summary>
    public static string Decompose(string text) => Normalize(text, isComposed: false);

    private static string Normalize(string text, bool isComposed)
    {
        // Below the marks, form C changes nothing; form D changes nothing in ASCII.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', isComposed ? (char)(FirstOfInterest - 1) : '\u007f'))
        {
            return text;
        }

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Reorder(points);
        if (isComposed)
        {
            Recompose(points);
        }

        var result = new StringBuilder(text.Length);
        foreach (var point in points)
        {
            result.Append(new Rune(point).ToString());
        }

        return result.ToString();
    }

    private static void Decompose(int point, List<int> output)
    {
        var syllable = point - HangulSyllables;
        if (syllable is >= 0 and < LeadingCount * VowelCount * TrailingCount)
        {
            output.Add(LeadingJamo + (syllable / (VowelCount * TrailingCount)));
            output.Add(VowelJamo + (syllable / TrailingCount % VowelCount));
            if (syllable % TrailingCount != 0)
            {
                output.Add(TrailingJamo + (syllable % TrailingCount));
            }
        }
        else if (Data.Value.Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, output);
            }
        }
        else
        {
            output.Add(point);
        }
    }

    // A stable sort by combining class of every run of marks.
    private static void Reorder(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            var isOrdered = true;
            for (var last = 0; end < points.Count && ClassOf(points[end]) is var rank && rank != 0; end++)
            {
                isOrdered &= last <= rank;
                last = rank;
            }

            if (!isOrdered)
            {
                var ordered = points.GetRange(start, end - start).OrderBy(ClassOf).ToList();
                for (var i = 0; i < ordered.Count; i++)
                {
                    points[start + i] = ordered[i];
                }
            }

            start = end;
        }
    }

    private static void Recompose(List<int> points)
    {
        var starter = -1;
        var lastClass = -1;
        var written = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var rank = ClassOf(point);
            if (starter >= 0 && lastClass < rank && TryJoin(points[starter], point, out var joined))
            {
                points[starter] = joined;
                continue;
            }

            if (rank == 0)
            {
                starter = written;
                lastClass = -1;
            }
            else
            {
                lastClass = rank;
            }

            points[written++] = point;
        }

        points.RemoveRange(written, points.Count - written);
    }

    private static bool TryJoin(int first, int second, out int joined)
    {
        if (first is >= LeadingJamo and < LeadingJamo + LeadingCount && second is >= VowelJamo and < VowelJamo + VowelCount)
        {
            joined = HangulSyllables + ((((first - LeadingJamo) * VowelCount) + second - VowelJamo) * TrailingCount);
            return true;
        }

        var syllable = first - HangulSyllables;
        if (syllable is >= 0 and < LeadingCount * VowelCount * TrailingCount && syllable % TrailingCount == 0
            && second is > TrailingJamo and < TrailingJamo + TrailingCount)
        {
            joined = first + second - TrailingJamo;
            return true;
        }

        return Data.Value.Compositions.TryGetValue((first, second), out joined);
    }

    private static int ClassOf(int point) => point < FirstOfInterest ? 0 : Data.Value.Classes.GetValueOrDefault(point);

    private static Tables ReadTables()
    {
        var classes = new Dictionary<int, int>();
        var decompositions = new Dictionary<int, int[]>();
        var compositions = new Dictionary<(int, int), int>();
        using var stream = typeof(UnicodeComposition).Assembly.GetManifestResourceStream(typeof(UnicodeComposition), "UnicodeComposition.txt")!;
        using var reader = TextFile.Open(stream, "the table of compositions");
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ');
            switch (fields[0])
            {
                case "class":
                    AddClass(classes, int.Parse(fields[1], CultureInfo.InvariantCulture), fields.AsSpan(2));
                    break;
                case "pair" or "only":
                    var points = Array.ConvertAll(fields[1..], ParseHex);
                    decompositions.Add(points[0], points[1..]);
                    if (fields[0] == "pair")
                    {
                        compositions.Add((points[1], points[2]), points[0]);
                    }

                    break;
            }
        }

        return new Tables(classes.ToFrozenDictionary(), decompositions.ToFrozenDictionary(), compositions.ToFrozenDictionary());
    }

    private static void AddClass(Dictionary<int, int> classes, int rank, ReadOnlySpan<string> ranges)
    {
        foreach (var range in ranges)
        {
            var ends = range.Split('-');
            for (var point = ParseHex(ends[0]); point <= ParseHex(ends[^1]); point++)
            {
                classes.Add(point, rank);
            }
        }
    }

    private static int ParseHex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private sealed record Tables(
        FrozenDictionary<int, int> Classes, FrozenDictionary<int, int[]> Decompositions, FrozenDictionary<(int First, int Second), int> Compositions);
}
