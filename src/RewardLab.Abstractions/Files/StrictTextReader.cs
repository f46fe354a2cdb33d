using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace RewardLab.Abstractions;

/// <summary>Decodes a stream block by block, and reports the line and the byte of what it cannot decode.</summary>
internal sealed class StrictTextReader(Stream stream, string source, bool leaveOpen) : TextReader
{
    private const int BlockBytes = 1 << 15;

    private readonly byte[] _bytes = new byte[BlockBytes];
    private readonly char[] _chars = new char[BlockBytes];
    private Encoding _encoding = Encoding.Unknown;
    private int _byteCount;
    private long _offset; // of _bytes[0] in the stream
    private int _charStart;
    private int _charEnd;
    private int _line = 1;
    private bool _wasReturn;
    private bool _isAtEnd;

    private enum Encoding
    {
        Unknown,
        Utf8,
        Utf16Little,
        Utf16Big,
    }

    public override int Peek() => HasMore() ? _chars[_charStart] : -1;

    public override int Read() => HasMore() ? _chars[_charStart++] : -1;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty || !HasMore())
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _charEnd - _charStart);
        _chars.AsSpan(_charStart, count).CopyTo(buffer);
        _charStart += count;
        return count;
    }

    public override string? ReadLine()
    {
        if (!HasMore())
        {
            return null;
        }

        var line = "";
        do
        {
            var rest = _chars.AsSpan(_charStart, _charEnd - _charStart);
            var end = rest.IndexOfAny('\r', '\n');
            line = string.Concat(line, end < 0 ? rest : rest[..end]);
            _charStart += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
            {
                if (rest[end] == '\r' && Peek() == '\n')
                {
                    _charStart++;
                }

                break;
            }
        }
        while (HasMore());
        return line;
    }

    public override string ReadToEnd()
    {
        var text = new System.Text.StringBuilder();
        while (HasMore())
        {
            text.Append(_chars.AsSpan(_charStart, _charEnd - _charStart));
            _charStart = _charEnd;
        }

        return text.ToString();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool HasMore()
    {
        while (_charStart == _charEnd && !(_isAtEnd && _byteCount == 0))
        {
            Fill();
        }

        return _charStart < _charEnd;
    }

    private void Fill()
    {
        var read = stream.ReadAtLeast(_bytes.AsSpan(_byteCount), _bytes.Length - _byteCount, throwOnEndOfStream: false);
        _isAtEnd |= read < _bytes.Length - _byteCount;
        _byteCount += read;
        if (_encoding == Encoding.Unknown)
        {
            Begin();
        }

        var used = _encoding == Encoding.Utf8 ? DecodeUtf8() : DecodeUtf16();
        var zero = _chars.AsSpan(0, _charEnd).IndexOf('\0');
        if (zero >= 0)
        {
            throw Refused(
                zero,
                _encoding == Encoding.Utf8 ? _bytes.AsSpan(0, used).IndexOf((byte)0) : 2 * zero,
                "a zero byte, which no text holds: the file is not text, or UTF-16 or UTF-32 without a byte order mark");
        }

        CountLines(_charEnd);
        _bytes.AsSpan(used, _byteCount - used).CopyTo(_bytes);
        _byteCount -= used;
        _offset += used;
    }

    private void Begin()
    {
        var start = _bytes.AsSpan(0, _byteCount);
        (_encoding, var mark) = start switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding.Utf16Little, 2),
            [0xFE, 0xFF, ..] => (Encoding.Utf16Big, 2),
            _ => (Encoding.Utf8, 0),
        };
        if (_encoding == Encoding.Utf8 && MistakenFile.Describe(start[mark..]) is { } mistake)
        {
            throw new RewardLabException($"{source}: {mistake}");
        }

        start[mark..].CopyTo(_bytes);
        _byteCount -= mark;
        _offset = mark;
    }

    private int DecodeUtf8()
    {
        var status = Utf8.ToUtf16(_bytes.AsSpan(0, _byteCount), _chars, out var used, out var written, replaceInvalidSequences: false, isFinalBlock: _isAtEnd);
        (_charStart, _charEnd) = (0, written);
        return status == OperationStatus.InvalidData ? throw Refused(written, used, $"byte 0x{_bytes[used]:X2}, which is not valid UTF-8") : used;
    }

    private int DecodeUtf16()
    {
        _charStart = _charEnd = 0;
        for (var i = 0; i + 1 < _byteCount; i += 2)
        {
            var unit = Unit(i);
            if (char.IsSurrogate(unit))
            {
                // What follows a high half may be in the next block.
                if (char.IsHighSurrogate(unit) && i + 3 >= _byteCount && !_isAtEnd)
                {
                    return i;
                }

                if (!char.IsHighSurrogate(unit) || i + 3 >= _byteCount || !char.IsLowSurrogate(Unit(i + 2)))
                {
                    throw Refused(_charEnd, i, $"half a surrogate pair (0x{(int)unit:X4}), which is not valid UTF-16");
                }

                _chars[_charEnd++] = unit;
                i += 2;
                unit = Unit(i);
            }

            _chars[_charEnd++] = unit;
        }

        return _isAtEnd && _byteCount % 2 == 1 ? throw Refused(_charEnd, _byteCount - 1, "half a character of UTF-16") : _byteCount / 2 * 2;
    }

    private char Unit(int index) => (char)(_encoding == Encoding.Utf16Little
        ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(index))
        : BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(index)));

    private RewardLabException Refused(int charCount, int byteCount, string what)
    {
        CountLines(charCount);
        return new RewardLabException($"{source}({_line}): at byte offset {_offset + byteCount} there is {what}; save the file as UTF-8.");
    }

    // Lines end in LF, CRLF or CR; a CRLF may be torn by a block's end.
    private void CountLines(int charCount)
    {
        var text = _chars.AsSpan(0, charCount);
        _line += text.Count('\n') + text.Count('\r') - text.Count("\r\n") - (_wasReturn && text is ['\n', ..] ? 1 : 0);
        _wasReturn = text.IsEmpty ? _wasReturn : text[^1] == '\r';
    }
}
