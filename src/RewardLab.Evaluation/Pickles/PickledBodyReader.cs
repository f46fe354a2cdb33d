using System.Buffers.Binary;

namespace RewardLab.Evaluation.Pickles;

/// <summary>Reads the pickled body of a request or an answer: bytes, text, numbers, truth values, None, lists, tuples, dictionaries and NumPy's arrays of
/// texts and numbers; nothing else.</summary>
/// <remarks>
/// A pickle is a program for a small stack machine (Python's pickletools documents each instruction). This machine knows the instructions that
/// build data; those that call something work for the few names of <see cref="PickledName"/>, whose effect is written here. No code
/// of a body can run, lengths are compared with what is there before anything is taken, and nothing recurs.
/// </remarks>
public sealed partial class PickledBodyReader
{
    private const byte HighestProtocol = 5;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly PickledBodyLimits _limits;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _position;
    private int _items;

    private PickledBodyReader(ReadOnlyMemory<byte> bytes, PickledBodyLimits limits) => (_bytes, _limits) = (bytes, limits);

    /// <summary>Reads a body, of protocol 0 to 5.</summary>
    /// <param name="bytes">The body; what it says is bytes refers to it, and is not copied.</param>
    /// <param name="limits">How much it may hold; null for <see cref="PickledBodyLimits.Default"/>.</param>
    /// <returns>null, bool, long, <see cref="System.Numerics.BigInteger"/>, double, string, <see cref="ReadOnlyMemory{T}"/> of bytes,
    /// <see cref="PickledSequence"/>, <see cref="PickledMap"/> or <see cref="PickledArray"/>.</returns>
    /// <exception cref="InvalidDataException">It is no pickle of these alone, or holds too much: one line that continues from "The body".</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes, PickledBodyLimits? limits = null)
    {
        limits ??= PickledBodyLimits.Default;
        return bytes.Length <= limits.MaxBytes
            ? new PickledBodyReader(bytes, limits).Run()
            : throw new InvalidDataException($"has {bytes.Length} bytes; at most {limits.MaxBytes} are read");
    }

    private object? Run()
    {
        while (true)
        {
            var instruction = Byte();
            if (instruction == '.')
            {
                return Finish();
            }

            if (!ExecuteValue(instruction) && !ExecuteContainer(instruction) && !ExecuteMemo(instruction) && !ExecuteCall(instruction))
            {
                throw new InvalidDataException(
                    $"holds the instruction 0x{instruction:x2} at byte {_position - 1}, which plain data does not need: it was refused, and nothing was run");
            }
        }
    }

    private object? Finish()
    {
        var value = Pop();
        if (_stack.Count > 0 || _marks.Count > 0)
        {
            throw new InvalidDataException($"leaves {_stack.Count + _marks.Count} values behind, which plain data does not");
        }

        if (_position < _bytes.Length)
        {
            throw new InvalidDataException($"has {_bytes.Length - _position} bytes after its end");
        }

        return value is PickledName or NumpyType ? throw new InvalidDataException("is a name, and no value") : value;
    }

    private bool ExecuteContainer(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'(':
                if (_marks.Count >= _limits.MaxDepth * 2)
                {
                    throw TooDeep();
                }

                _marks.Add(_stack.Count);
                return true;
            case (byte)')':
                Push(new PickledSequence(isTuple: true));
                return true;
            case (byte)']':
                Push(new PickledSequence(isTuple: false));
                return true;
            case (byte)'}':
                Push(new PickledMap());
                return true;
            case (byte)'t' or (byte)'l':
                PushSequence(instruction == 't', PopToMark());
                return true;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                PushSequence(isTuple: true, PopMany(instruction - 0x84));
                return true;
            case (byte)'d':
                var entries = PopToMark();
                var map = new PickledMap();
                Push(map);
                AddEntries(map, entries);
                return true;
            case (byte)'a':
                AddItems(PopMany(1));
                return true;
            case (byte)'e':
                AddItems(PopToMark());
                return true;
            case (byte)'s':
                SetItems(PopMany(2));
                return true;
            case (byte)'u':
                SetItems(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool ExecuteMemo(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'p':
                Remember(Number(Line()));
                return true;
            case (byte)'q':
                Remember(Byte());
                return true;
            case (byte)'r':
                Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span));
                return true;
            case 0x94: // MEMOIZE
                Remember(_memo.Count);
                return true;
            case (byte)'g':
                Recall(Number(Line()));
                return true;
            case (byte)'h':
                Recall(Byte());
                return true;
            case (byte)'j':
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span));
                return true;
            default:
                return false;
        }
    }

    private void PushSequence(bool isTuple, object?[] items)
    {
        var sequence = new PickledSequence(isTuple);
        Push(sequence);
        Add(sequence, items);
    }

    private void AddItems(object?[] items) =>
        Add(Peek() as PickledSequence is { IsTuple: false } list ? list : throw Misplaced("a list"), items);

    private void Add(PickledSequence sequence, object?[] items)
    {
        foreach (var item in items)
        {
            sequence.Add(Value(item));
        }

        RequireDepth(sequence);
    }

    private void SetItems(object?[] entries) => AddEntries(Peek() as PickledMap ?? throw Misplaced("a dictionary"), entries);

    private void AddEntries(PickledMap map, object?[] entries)
    {
        if (entries.Length % 2 != 0)
        {
            throw Misplaced("a value for each key");
        }

        for (var i = 0; i < entries.Length; i += 2)
        {
            map.Add(entries[i], Value(entries[i + 1]));
        }

        RequireDepth(map);
    }

    // Names and types are parts of arrays; in a tuple they are on their way to one.
    private object? Value(object? item) =>
        item is PickledName or NumpyType && Peek() is not PickledSequence { IsTuple: true } ? throw Misplaced("a value") : item;

    private void RequireDepth(PickledContainer container)
    {
        if (container.Depth > _limits.MaxDepth)
        {
            throw TooDeep();
        }
    }

    private void Remember(long index)
    {
        if (_memo.Count >= _limits.MaxMemo)
        {
            throw new InvalidDataException($"remembers more than {_limits.MaxMemo} values");
        }

        _memo[index] = Peek();
    }

    private void Recall(long index) => Push(_memo.TryGetValue(index, out var value)
        ? value
        : throw new InvalidDataException($"is damaged: it recalls a value at byte {_position} that it never had"));

    private void Push(object? value)
    {
        Count(1);
        _stack.Add(value);
    }

    private void Count(int items)
    {
        _items += items;
        if (_items > _limits.MaxItems)
        {
            throw new InvalidDataException($"has more than {_limits.MaxItems} values");
        }
    }

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Misplaced("a value");

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count) => _stack.Count - Floor >= count ? TakeFrom(_stack.Count - count) : throw Misplaced("a value");

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Misplaced("a mark");
        }

        var start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return TakeFrom(start);
    }

    private object?[] TakeFrom(int start)
    {
        var values = new object?[_stack.Count - start];
        _stack.CopyTo(start, values, 0, values.Length);
        _stack.RemoveRange(start, values.Length);
        return values;
    }

    // What lies below the last mark belongs to a container that is not finished.
    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private byte Byte() => Take(1).Span[0];

    private ReadOnlyMemory<byte> Take(long count)
    {
        if (count < 0 || count > _bytes.Length - _position)
        {
            throw new InvalidDataException($"is cut off or damaged: at byte {_position} it should have {count} more, and has {_bytes.Length - _position}");
        }

        var taken = _bytes.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    private ReadOnlyMemory<byte> Line()
    {
        var end = _bytes.Span[_position..].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new InvalidDataException($"is cut off or damaged: the line at byte {_position} has no end");
        }

        var line = Take(end);
        _position++;
        return line;
    }

    private InvalidDataException TooDeep() => new($"is nested more than {_limits.MaxDepth} containers deep");

    private InvalidDataException Misplaced(string what) => new($"is damaged: at byte {_position} there is not {what} where one belongs");
}
