using System.Text;

namespace RewardLab.Torch.Text;

/// <summary>GPT-2's one-to-one writing of the 256 bytes as visible characters, which CLIP's vocabulary is spelled in.</summary>
internal static class ByteLevelAlphabet
{
    private static readonly char[] OfByte = new char[256];

    /// <summary>The 256 symbols in vocabulary order: bytes that print as themselves, then the others from U+0100 on.</summary>
    public static IReadOnlyList<string> Symbols { get; } = Build();

    /// <summary>A word's UTF-8 bytes, one character each.</summary>
    public static string Encode(ReadOnlySpan<char> word)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(word.Length)];
        var count = Encoding.UTF8.GetBytes(word, bytes);
        return string.Create(count, bytes, static (symbols, source) =>
        {
            for (var i = 0; i < symbols.Length; i++)
            {
                symbols[i] = OfByte[source[i]];
            }
        });
    }

    private static string[] Build()
    {
        var isVisible = (int value) => value is (>= '!' and <= '~') or (>= 0xa1 and <= 0xac) or (>= 0xae and <= 0xff);
        var next = 0x100;
        var ordered = Enumerable.Range(0, 256).Where(isVisible).Concat(Enumerable.Range(0, 256).Where(value => !isVisible(value))).ToArray();
        foreach (var value in ordered)
        {
            OfByte[value] = (char)(isVisible(value) ? value : next++);
        }

        return [.. ordered.Select(value => OfByte[value].ToString())];
    }
}
