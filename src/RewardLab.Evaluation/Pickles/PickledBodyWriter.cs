using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RewardLab.Evaluation.Pickles;

/// <summary>Writes the pickled body of a request or an answer, with dictionaries, lists, texts, numbers and bytes alone: protocol 2, which every Python reads,
/// or 4 where there are bytes, which protocol 2 can only write as a call.</summary>
public static class PickledBodyWriter
{
    private const byte Protocol = 2;
    private const byte ProtocolOfBytes = 4;
    private const int MaxDepth = 16;

    /// <summary>Writes a value.</summary>
    /// <param name="value">null, bool, int, long, double, string, memory of bytes, a dictionary from texts to such values, or a list of them.</param>
    /// <exception cref="ArgumentException">It is another value, or lists lie more than 16 deep.</exception>
    public static byte[] Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write<byte>([0x80, HasBytes(value, depth: 0) ? ProtocolOfBytes : Protocol]);
        Write(buffer, value, depth: 0);
        buffer.Write("."u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static bool HasBytes(object? value, int depth) => depth <= MaxDepth && value switch
    {
        ReadOnlyMemory<byte> => true,
        IReadOnlyDictionary<string, object?> map => map.Values.Any(item => HasBytes(item, depth + 1)),
        double[] or string => false,
        System.Collections.IList list => list.Cast<object?>().Any(item => HasBytes(item, depth + 1)),
        _ => false,
    };

    private static void Write(ArrayBufferWriter<byte> buffer, object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException($"The value is nested more than {MaxDepth} deep.", nameof(value));
        }

        switch (value)
        {
            case null:
                buffer.Write("N"u8);
                break;
            case bool truth:
                buffer.Write<byte>([truth ? (byte)0x88 : (byte)0x89]);
                break;
            case int number:
                WriteInteger(buffer, number);
                break;
            case long number:
                WriteInteger(buffer, number);
                break;
            case double number:
                buffer.Write("G"u8);
                BinaryPrimitives.WriteDoubleBigEndian(buffer.GetSpan(8), number);
                buffer.Advance(8);
                break;
            case string text:
                WriteText(buffer, text);
                break;
            case ReadOnlyMemory<byte> bytes:
                buffer.Write("B"u8);
                BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(4), bytes.Length);
                buffer.Advance(4);
                buffer.Write(bytes.Span);
                break;
            case IReadOnlyDictionary<string, object?> map:
                buffer.Write("}("u8);
                foreach (var (key, item) in map)
                {
                    WriteText(buffer, key);
                    Write(buffer, item, depth + 1);
                }

                buffer.Write("u"u8);
                break;
            case System.Collections.IList list:
                buffer.Write("]("u8);
                foreach (var item in list)
                {
                    Write(buffer, item, depth + 1);
                }

                buffer.Write("e"u8);
                break;
            default:
                throw new ArgumentException($"A {value.GetType().Name} is not written: it is no plain data.", nameof(value));
        }
    }

    private static void WriteInteger(ArrayBufferWriter<byte> buffer, long number)
    {
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            buffer.Write("J"u8);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(4), (int)number);
            buffer.Advance(4);
        }
        else
        {
            buffer.Write<byte>([0x8a, 8]); // LONG1
            BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(8), number);
            buffer.Advance(8);
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        buffer.Write("X"u8);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(4), bytes.Length);
        buffer.Advance(4);
        buffer.Write(bytes);
    }
}
