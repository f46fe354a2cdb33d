using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace RewardLab.Evaluation.Pickles;

/// <content>Instructions for values that hold no others.</content>
public sealed partial class PickledBodyReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private bool ExecuteValue(byte instruction)
    {
        switch (instruction)
        {
            case 0x80: // PROTO
                if (Byte() > HighestProtocol)
                {
                    throw new InvalidDataException($"is of a protocol above {HighestProtocol}");
                }

                return true;
            case 0x95: // FRAME
                if (BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span) > (ulong)(_bytes.Length - _position))
                {
                    throw CutOff();
                }

                return true;
            case (byte)'N':
                Push(null);
                return true;
            case 0x88 or 0x89:
                Push(instruction == 0x88);
                return true;
            case (byte)'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8).Span));
                return true;
            case (byte)'F':
                Push(Real(Ascii(Line())));
                return true;
            default:
                return ExecuteInteger(instruction) || ExecuteText(instruction) || ExecuteBytes(instruction);
        }
    }

    private bool ExecuteInteger(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'J':
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span));
                return true;
            case (byte)'K':
                Push((long)Byte());
                return true;
            case (byte)'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span));
                return true;
            case (byte)'I':
                var line = Ascii(Line());
                Push(line switch { "00" => false, "01" => true, _ => Integer(line) });
                return true;
            case (byte)'L':
                Push(Integer(Ascii(Line()).TrimEnd('L')));
                return true;
            case 0x8a: // LONG1
                PushInteger(Byte());
                return true;
            case 0x8b: // LONG4
                PushInteger(BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span));
                return true;
            default:
                return false;
        }
    }

    private bool ExecuteText(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'V':
                Push(Escaped(Line().Span));
                return true;
            case (byte)'X':
                PushText(BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span));
                return true;
            case 0x8c: // SHORT_BINUNICODE
                PushText(Byte());
                return true;
            case 0x8d: // BINUNICODE8
                PushText(Length8());
                return true;
            default:
                return false;
        }
    }

    private bool ExecuteBytes(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'C':
                Push(Take(Byte()));
                return true;
            case (byte)'B':
                Push(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span)));
                return true;
            case 0x8e or 0x96: // BINBYTES8, BYTEARRAY8
                Push(Take(Length8()));
                return true;
            default:
                return false;
        }
    }

    private long Length8() =>
        BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span) is var length and <= int.MaxValue ? (long)length : throw CutOff();

    private void PushText(long length)
    {
        var bytes = Take(length);
        try
        {
            Push(Utf8.GetString(bytes.Span));
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"has a text that ends at byte {_position} and is not UTF-8", exception);
        }
    }

    private void PushInteger(int length)
    {
        if (length > _limits.MaxDigits)
        {
            throw TooManyDigits();
        }

        Push(PickledInteger.Narrow(new BigInteger(Take(length).Span)));
    }

    private object Integer(string text)
    {
        if (text.Length > _limits.MaxDigits)
        {
            throw TooManyDigits();
        }

        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? PickledInteger.Narrow(value)
            : throw Misplaced("a number");
    }

    private long Number(ReadOnlyMemory<byte> line) =>
        Integer(Ascii(line)) is long and >= 0 and <= uint.MaxValue and var number ? number : throw Misplaced("a number");

    private double Real(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => text.Length <= _limits.MaxDigits && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Misplaced("a number"),
    };

    private string Ascii(ReadOnlyMemory<byte> line) => Encoding.Latin1.GetString(line.Length <= _limits.MaxDigits ? line.Span : throw TooManyDigits());

    // Characters as bytes, but for those above 255, line ends and backslashes, which stand as \u and four digits or \U and eight.
    private string Escaped(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\' || i + 1 == line.Length || line[i + 1] is not ((byte)'u' or (byte)'U'))
            {
                text.Append((char)line[i]);
                continue;
            }

            var digits = line[i + 1] == 'u' ? 4 : 8;
            i += 2;
            if (i + digits > line.Length
                || !uint.TryParse(line.Slice(i, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                || !Rune.IsValid(value))
            {
                throw Misplaced("a character");
            }

            text.Append(new Rune(value).ToString());
            i += digits - 1;
        }

        return text.ToString();
    }

    private InvalidDataException CutOff() => new($"is cut off or damaged: a length at byte {_position} reaches beyond its end");

    private InvalidDataException TooManyDigits() => new($"has a number of more than {_limits.MaxDigits} digits");
}
