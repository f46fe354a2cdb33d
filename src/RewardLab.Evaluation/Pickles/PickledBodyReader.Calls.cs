using System.Text;

namespace RewardLab.Evaluation.Pickles;

/// <content>Instructions that call something: bytes of the older protocols, and arrays.</content>
public sealed partial class PickledBodyReader
{
    private const int MaxDimensions = 4;

    private bool ExecuteCall(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'c':
                var module = Encoding.Latin1.GetString(Line().Span);
                PushName(module, Encoding.Latin1.GetString(Line().Span));
                return true;
            case 0x93: // STACK_GLOBAL
                var (place, name) = PopMany(2) is [string first, string second] ? (first, second) : throw Misplaced("a name");
                PushName(place, name);
                return true;
            case (byte)'R':
                Push(PopMany(2) is [PickledName function, PickledSequence { IsTuple: true } arguments]
                    ? Call(function, arguments)
                    : throw Misplaced("a function and its arguments"));
                return true;
            case (byte)'b':
                var state = Pop();
                Build(Peek(), state as PickledSequence ?? throw Misplaced("a state"));
                return true;
            default:
                return false;
        }
    }

    private void PushName(string module, string name) => Push((module, name) switch
    {
        ("_codecs", "encode") => PickledName.Encode,
        ("builtins" or "__builtin__", "bytes") => PickledName.Bytes,
        ("numpy", "ndarray") => PickledName.Array,
        ("numpy", "dtype") => PickledName.Type,
        ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct") => PickledName.Reconstruct,
        ("numpy.core.multiarray" or "numpy._core.multiarray", "scalar") => PickledName.Scalar,
        ("numpy.core.numeric" or "numpy._core.numeric", "_frombuffer") => PickledName.FromBuffer,
        _ => throw new InvalidDataException($"refers to {ShownText.From($"{module}.{name}")}: it was refused, and nothing was run"),
    });

    private object Call(PickledName function, PickledSequence arguments)
    {
        switch (function, arguments.ToArray())
        {
            case (PickledName.Encode, [string text, "latin1" or "latin-1"]):
                return (ReadOnlyMemory<byte>)(text.All(static character => character <= byte.MaxValue)
                    ? Encoding.Latin1.GetBytes(text)
                    : throw new InvalidDataException("has bytes whose values exceed 255"));
            case (PickledName.Bytes, []):
                return ReadOnlyMemory<byte>.Empty;
            case (PickledName.Type, [string name, false or 0L, true or false or 1L or 0L]):
                return NumpyType.Parse(name);
            case (PickledName.Reconstruct, [PickledName.Array, PickledSequence { IsTuple: true }, ReadOnlyMemory<byte>]):
                return new PickledArray();
            case (PickledName.FromBuffer, [ReadOnlyMemory<byte> bytes, NumpyType { IsObject: false } type, PickledSequence shape, string order]):
                var array = new PickledArray();
                Fill(array, type, shape, bytes, isRowByRow: order == "C");
                return array;
            case (PickledName.Scalar, [NumpyType { IsObject: false } type, ReadOnlyMemory<byte> bytes]) when bytes.Length == type.Size:
                return type.Read(bytes.Span);
            default:
                throw new InvalidDataException($"calls {function} in a way that plain data does not need: it was refused, and nothing was run");
        }
    }

    private void Build(object? target, PickledSequence state)
    {
        switch (target, state.ToArray())
        {
            case (NumpyType type, [long, string order, null, null, null, long, long, long]):
                type.SetByteOrder(order);
                break;
            case (PickledArray array, [long, PickledSequence shape, NumpyType type, bool isColumnByColumn, var elements]):
                Fill(array, type, shape, elements, !isColumnByColumn);
                break;
            default:
                throw new InvalidDataException("gives an object a state that plain data does not need: it was refused, and nothing was run");
        }
    }

    private void Fill(PickledArray array, NumpyType type, PickledSequence shape, object? elements, bool isRowByRow)
    {
        if (shape.Count > MaxDimensions || shape.Any(static size => size is not (long and >= 0 and <= int.MaxValue)) || (shape.Count > 1 && !isRowByRow))
        {
            throw new InvalidDataException($"has an array whose shape is not read: at most {MaxDimensions} dimensions, row by row");
        }

        int[] sizes = [.. shape.Select(static size => (int)(long)size!)];
        var count = 1L;
        foreach (var size in sizes)
        {
            count *= size;
            if (count > _limits.MaxItems)
            {
                break; // and no overflow
            }
        }

        Count((int)Math.Min(count, _limits.MaxItems + 1L));
        switch (elements)
        {
            case ReadOnlyMemory<byte> bytes when !type.IsObject && bytes.Length == count * type.Size:
                array.Fill(sizes, [.. Enumerable.Range(0, (int)count).Select(i => type.Read(bytes.Span.Slice(i * type.Size, type.Size)))]);
                break;
            case PickledSequence { IsTuple: false } objects when type.IsObject && objects.Count == count:
                array.Fill(sizes, objects);
                break;
            default:
                throw new InvalidDataException("has an array whose elements do not fill its shape");
        }
    }
}
