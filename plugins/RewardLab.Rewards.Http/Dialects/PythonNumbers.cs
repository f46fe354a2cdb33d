using System.Buffers;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>Python writes numbers that are not finite into JSON, where there are none: NaN, Infinity and -Infinity. Here they become texts, so that the
/// score can be named that is not finite.</summary>
internal static class PythonNumbers
{
    private static readonly byte[][] Words = ["-Infinity"u8.ToArray(), "Infinity"u8.ToArray(), "NaN"u8.ToArray()];
    private static readonly SearchValues<byte> Interesting = SearchValues.Create("\"-IN"u8);

    /// <summary>The same JSON with quotes around such numbers.</summary>
    public static ReadOnlyMemory<byte> Quote(ReadOnlyMemory<byte> json)
    {
        var source = json.Span;
        ArrayBufferWriter<byte>? quoted = null;
        var copied = 0;
        for (var at = 0; at < source.Length;)
        {
            var next = source[at..].IndexOfAny(Interesting);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (source[at] == '"')
            {
                at = EndOfText(source, at);
                continue;
            }

            var length = LengthOfWord(source[at..]);
            if (length > 0)
            {
                quoted ??= new ArrayBufferWriter<byte>(source.Length + 64);
                quoted.Write(source[copied..at]);
                quoted.Write("\""u8);
                quoted.Write(source.Slice(at, length));
                quoted.Write("\""u8);
                copied = at + length;
            }

            at += Math.Max(1, length);
        }

        if (quoted is null)
        {
            return json;
        }

        quoted.Write(source[copied..]);
        return quoted.WrittenMemory;
    }

    private static int LengthOfWord(ReadOnlySpan<byte> text)
    {
        foreach (var word in Words)
        {
            if (text.StartsWith(word))
            {
                return word.Length;
            }
        }

        return 0;
    }

    private static int EndOfText(ReadOnlySpan<byte> source, int start)
    {
        for (var at = start + 1; at < source.Length; at++)
        {
            switch (source[at])
            {
                case (byte)'\\':
                    at++;
                    break;
                case (byte)'"':
                    return at + 1;
                default:
                    break;
            }
        }

        return source.Length;
    }
}
