using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using RewardLab.Torch.Tensors;

namespace RewardLab.Torch.Weights.Pickles;

/// <summary>Reads the pickles that torch.save writes, and nothing else: numbers, text, tuples, lists, dictionaries, storages and tensors.</summary>
/// <remarks>
/// A pickle is a program for a small stack machine (Python's pickletools documents each instruction). This machine knows the instructions that build data.
/// Those that call something work for the few names of <see cref="PickleGlobal"/>, whose effect is written here: no code of a file can run.
/// </remarks>
internal sealed class PickleReader
{
    private const int MaxObjects = 10_000_000;
    private static readonly object Mark = new();

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _position;
    private int _objects;

    private PickleReader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Reads one pickle from the start of the bytes.</summary>
    /// <param name="bytes">The pickle, and whatever follows it.</param>
    /// <param name="length">How many bytes the pickle took.</param>
    /// <returns>null, bool, long, BigInteger, double, string, byte[], object?[] (a tuple), List, <see cref="PickleDictionary"/>, <see cref="PickleGlobal"/>,
    /// <see cref="PickledStorage"/> or <see cref="PickledTensor"/>.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such pickle; the message continues from the file's name.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes, out int length)
    {
        var reader = new PickleReader(bytes);
        try
        {
            var value = reader.Run();
            length = reader._position;
            return value;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidCastException or OverflowException
            or DecoderFallbackException)
        {
            throw new InvalidDataException($"is damaged or not a checkpoint of torch.save: instruction at byte {reader._position} does not fit", exception);
        }
    }

    private object? Run()
    {
        while (true)
        {
            if (++_objects > MaxObjects)
            {
                throw new InvalidDataException($"has more than {MaxObjects} instructions, which no weights need");
            }

            var instruction = Take(1)[0];
            if (instruction == '.')
            {
                return Pop();
            }

            Execute(instruction);
        }
    }

    private void Execute(byte instruction)
    {
        switch (instruction)
        {
            case 0x80: // PROTO
                Take(1);
                break;
            case 0x95: // FRAME
                Take(8);
                break;
            case (byte)'(':
                Push(Mark);
                break;
            case (byte)'0':
                Pop();
                break;
            case (byte)'N':
                Push(null);
                break;
            case 0x88:
                Push(true);
                break;
            case 0x89:
                Push(false);
                break;
            case (byte)'J':
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case (byte)'K':
                Push((long)Take(1)[0]);
                break;
            case (byte)'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case 0x8a: // LONG1
                PushInteger(new BigInteger(Take(Take(1)[0])));
                break;
            case (byte)'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case (byte)'X':
                Push(Text(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                break;
            case 0x8c: // SHORT_BINUNICODE
                Push(Text(Take(1)[0]));
                break;
            case (byte)'B':
                Push(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))).ToArray());
                break;
            case (byte)'C':
                Push(Take(Take(1)[0]).ToArray());
                break;
            default:
                ExecuteOnObjects(instruction);
                break;
        }
    }

    private void ExecuteOnObjects(byte instruction)
    {
        switch (instruction)
        {
            case (byte)')':
                Push(Array.Empty<object?>());
                break;
            case (byte)'t':
                Push(PopToMark());
                break;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                Push(PopMany(instruction - 0x84));
                break;
            case (byte)']':
                Push(new List<object?>());
                break;
            case (byte)'a':
                var last = Pop();
                ((List<object?>)Peek()!).Add(last);
                break;
            case (byte)'e':
                var items = PopToMark();
                ((List<object?>)Peek()!).AddRange(items);
                break;
            case (byte)'}':
                Push(new PickleDictionary());
                break;
            case (byte)'s':
                SetItems(PopMany(2));
                break;
            case (byte)'u':
                SetItems(PopToMark());
                break;
            case (byte)'q':
                _memo[Take(1)[0]] = Peek();
                break;
            case (byte)'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek();
                break;
            case 0x94: // MEMOIZE
                _memo[_memo.Count] = Peek();
                break;
            case (byte)'h':
                Push(Recall(Take(1)[0]));
                break;
            case (byte)'j':
                Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            case (byte)'c':
                Push(PickleGlobal.Create(Line(), Line()));
                break;
            case 0x93: // STACK_GLOBAL
                var name = (string)Pop()!;
                Push(PickleGlobal.Create((string)Pop()!, name));
                break;
            case (byte)'Q':
                Push(Storage((object?[])Pop()!));
                break;
            case (byte)'R':
                var arguments = (object?[])Pop()!;
                Push(Call((PickleGlobal)Pop()!, arguments));
                break;
            case (byte)'b':
                // torch notes versions of modules on its ordered dictionary; they say nothing about the tensors.
                Pop();
                _ = Peek() is PickleGlobal { IsInert: true } ? null : (PickleDictionary)Peek()!;
                break;
            default:
                throw new InvalidDataException(
                    $"holds the instruction 0x{instruction:x2} at byte {_position - 1}, which torch.save does not write for weights: "
                    + "it was refused, and nothing in the file was run");
        }
    }

    private static object Call(PickleGlobal function, object?[] arguments)
    {
        if (function == PickleGlobal.OrderedDictionary && arguments.Length == 0)
        {
            return new PickleDictionary();
        }

        if (function.IsInert)
        {
            return PickleGlobal.Nothing;
        }

        if (function == PickleGlobal.RebuildParameter)
        {
            return (PickledTensor)arguments[0]!;
        }

        if (function != PickleGlobal.RebuildTensor)
        {
            throw new InvalidDataException(
                $"calls {ShownName.From(function.Name)} in a way that weights do not need: it was refused, and nothing in the file was run");
        }

        var tensor = new PickledTensor((PickledStorage)arguments[0]!, (long)arguments[1]!, Sizes(arguments[2]), Sizes(arguments[3]));
        if (tensor.Shape.Length != tensor.Strides.Length || tensor.Offset < 0 || checked(tensor.Offset + tensor.Extent) > tensor.Storage.ElementCount)
        {
            throw new InvalidDataException(
                $"holds a tensor of shape [{string.Join(", ", tensor.Shape)}] that reaches out of its storage of {tensor.Storage.ElementCount} elements");
        }

        // A stride of 0 repeats one element without end.
        return tensor.Shape.Aggregate(1L, static (product, size) => checked(product * size)) <= tensor.Storage.ElementCount
            ? tensor
            : throw new InvalidDataException($"holds a tensor of shape [{string.Join(", ", tensor.Shape)}] that repeats the elements of a smaller storage");
    }

    private static ImmutableArray<long> Sizes(object? tuple)
    {
        ImmutableArray<long> sizes = [.. ((object?[])tuple!).Select(static size => (long)size!)];
        return sizes.All(static size => size >= 0)
            ? sizes
            : throw new InvalidDataException($"holds a tensor with the sizes or strides [{string.Join(", ", sizes)}]");
    }

    // ('storage', type, key, location, number of elements), and in the older format a view that newer writers leave out.
    private static PickledStorage Storage(object?[] identity)
    {
        if (identity is not ["storage", PickleGlobal { StorageType: { } type }, string key, string, long count, ..]
            || count < 0
            || identity.Length > 6
            || (identity.Length == 6 && identity[5] is not null))
        {
            throw new InvalidDataException("refers to something that is not a storage");
        }

        return new PickledStorage(type, key, count);
    }

    private void SetItems(object?[] keysAndValues)
    {
        var dictionary = (PickleDictionary)Peek()!;
        for (var i = 0; i < keysAndValues.Length; i += 2)
        {
            dictionary.Items.Add(new(keysAndValues[i], keysAndValues[i + 1]));
        }
    }

    private object? Recall(long index) =>
        _memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException($"is damaged: byte {_position} recalls an object that was never kept");

    private void PushInteger(BigInteger value) => Push(value >= long.MinValue && value <= long.MaxValue ? (long)value : value);

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack[^1];

    private object? Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return ReferenceEquals(value, Mark) ? throw new InvalidCastException("A mark stands where a value should.") : value;
    }

    private object?[] PopMany(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        object?[] values = [.. _stack[(mark < 0 ? throw new InvalidDataException("is damaged: a group ends that never began") : mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
        {
            throw new InvalidDataException($"is cut short: what describes its tensors breaks off after {_bytes.Length} bytes; download the file again");
        }

        var span = _bytes.Span.Slice(_position, count);
        _position += count;
        return span;
    }

    private string Text(int byteCount) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Take(byteCount));

    private string Line()
    {
        var length = _bytes.Span[_position..].IndexOf((byte)'\n');
        var line = Text(length < 0 ? _bytes.Length : length);
        _position++;
        return line;
    }
}
