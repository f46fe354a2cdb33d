using System.Collections.Frozen;
using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Text;

/// <summary>A character set of one byte a character, in which UTF-8 may have been misread.</summary>
internal sealed class SingleByteCharset
{
    private const byte Substitute = 0x1a;
    private const char Replacement = '\ufffd';
    private static readonly Lazy<SingleByteCharset[]> Data = new(ReadAll);
    private readonly FrozenDictionary<char, byte> _bytes;
    private readonly char[] _upper;

    private SingleByteCharset(bool isSloppy, char[] upper)
    {
        IsSloppy = isSloppy;
        _upper = upper;
        var bytes = new Dictionary<char, byte>();
        for (var value = 0; value < 0x80; value++)
        {
            bytes[isSloppy && value == Substitute ? Replacement : (char)value] = (byte)value;
        }

        for (var i = 0; i < upper.Length; i++)
        {
            bytes[upper[i]] = (byte)(i + 0x80);
        }

        _bytes = bytes.ToFrozenDictionary();
    }

    /// <summary>All of them, in the order in which they are tried: Latin-1 first, Windows-1252 next.</summary>
    public static IReadOnlyList<SingleByteCharset> All => Data.Value;

    /// <summary>Whether gaps are filled by Latin-1, and U+FFFD, which a stricter reader leaves where it meets a gap, is byte 1a.</summary>
    public bool IsSloppy { get; }

    /// <summary>What a byte from 0x80 on means.</summary>
    public char this[int value] => _upper[value - 0x80];

    /// <summary>The bytes of a text, as characters up to U+00FF; null where a character is not in the set.</summary>
    public string? Encode(string text)
    {
        var bytes = new char[text.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!_bytes.TryGetValue(text[i], out var value))
            {
                return null;
            }

            bytes[i] = (char)value;
        }

        return new string(bytes);
    }

    private static SingleByteCharset[] ReadAll()
    {
        using var stream = typeof(SingleByteCharset).Assembly.GetManifestResourceStream(typeof(SingleByteCharset), "Charsets.txt")!;
        using var reader = TextFile.Open(stream, "the table of character sets");
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(Read)];
    }

    private static SingleByteCharset Read(string line)
    {
        var fields = line.Split(' ');
        return new SingleByteCharset(
            fields[0][0] == '~', [.. fields[1..].Select(digits => (char)int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))]);
    }
}
