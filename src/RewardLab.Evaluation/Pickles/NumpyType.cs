using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace RewardLab.Evaluation.Pickles;

/// <summary>The type of an array's elements: U19, f8, i4, b1, S5 or O8.</summary>
internal sealed class NumpyType
{
    private const int BytesPerCharacter = 4; // U holds code points
    private readonly char _kind;
    private bool _isBigEndian;

    private NumpyType(char kind, int size) => (_kind, Size) = (kind, size);

    /// <summary>Bytes of an element.</summary>
    public int Size { get; }

    /// <summary>Whether elements are objects of the pickle.</summary>
    public bool IsObject => _kind == 'O';

    /// <summary>Reads a type's name as pickles have it.</summary>
    /// <exception cref="InvalidDataException">It is of another kind than texts, numbers and objects.</exception>
    public static NumpyType Parse(string name)
    {
        if (name.Length is < 2 or > 9 || !int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1)
        {
            throw Unsupported(name);
        }

        return (name[0], size) switch
        {
            ('U', < int.MaxValue / BytesPerCharacter) => new NumpyType('U', size * BytesPerCharacter),
            ('S', _) or ('b', 1) or ('i' or 'u', 1 or 2 or 4 or 8) or ('f', 2 or 4 or 8) or ('O', 4 or 8) => new NumpyType(name[0], size),
            _ => throw Unsupported(name),
        };
    }

    /// <summary>Takes the order of bytes, which pickles say after the type: '&lt;', '&gt;', '=' or '|'.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public void SetByteOrder(object? order) => _isBigEndian = order is "<" or ">" or "=" or "|"
        ? order is ">"
        : throw new InvalidDataException("has an array whose order of bytes is unknown");

    /// <summary>Reads an element.</summary>
    /// <param name="bytes">As many as <see cref="Size"/>.</param>
    /// <exception cref="InvalidDataException">It is a text that is none.</exception>
    public object Read(ReadOnlySpan<byte> bytes)
    {
        switch (_kind)
        {
            case 'U':
                return ReadText(bytes);
            case 'S':
                return (ReadOnlyMemory<byte>)bytes.TrimEnd((byte)0).ToArray();
            case 'b':
                return bytes[0] != 0;
            default:
                Span<byte> little = stackalloc byte[Size];
                bytes.CopyTo(little);
                if (_isBigEndian)
                {
                    little.Reverse();
                }

                return _kind == 'f' ? ReadReal(little) : PickledInteger.Narrow(new BigInteger(little, isUnsigned: _kind == 'u'));
        }
    }

    private static double ReadReal(ReadOnlySpan<byte> little) => little.Length switch
    {
        2 => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
        4 => (double)BinaryPrimitives.ReadSingleLittleEndian(little),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(little),
    };

    private string ReadText(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var i = 0; i < bytes.Length; i += BytesPerCharacter)
        {
            var character = bytes.Slice(i, BytesPerCharacter);
            var value = _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(character) : BinaryPrimitives.ReadUInt32LittleEndian(character);
            text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : throw new InvalidDataException("has an array with a text that is none"));
        }

        return text.ToString().TrimEnd('\0'); // a shorter text is filled up
    }

    private static InvalidDataException Unsupported(string name) =>
        new($"has an array of type {ShownText.From(name)}; only texts and plain numbers are read");
}
