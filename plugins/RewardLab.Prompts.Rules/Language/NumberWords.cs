using System.Collections.Frozen;
using System.Globalization;

namespace RewardLab.Prompts.Rules.Language;

/// <summary>English number words for 1 to 99; other counts are written and read as digits.</summary>
internal static class NumberWords
{
    /// <summary>The largest count that a prompt may ask for.</summary>
    public const int MaxCount = 1000;

    private const int MaxWord = 99;

    private static readonly string[] Small =
    [
        "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
        "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly FrozenDictionary<string, int> Counts =
        Enumerable.Range(1, MaxWord).ToFrozenDictionary(Write, count => count, StringComparer.OrdinalIgnoreCase);

    /// <summary>The word, such as "twenty-one"; digits above 99.</summary>
    public static string Write(int count) => count switch
    {
        > MaxWord => count.ToString(CultureInfo.InvariantCulture),
        >= 20 => count % 10 == 0 ? Tens[count / 10] : $"{Tens[count / 10]}-{Small[count % 10]}",
        _ => Small[count],
    };

    /// <summary>Reads a number word or digits, 1 to <see cref="MaxCount"/>.</summary>
    public static bool TryRead(string text, out int count, out bool digits)
    {
        digits = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
        return (digits && count is >= 1 and <= MaxCount) || (!digits && Counts.TryGetValue(text, out count));
    }
}
