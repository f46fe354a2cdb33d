using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using RewardLab.Torch.Tensors;
using TorchSharp;

namespace RewardLab.Torch.Weights.Pickles;

/// <summary>The format before torch 1.6: five pickles, then each storage as its number of elements and its bytes.</summary>
internal sealed class LegacyStorages : IStorageReader
{
    private const int MaxPickleBytes = 256 * 1024 * 1024;
    private const long ProtocolVersion = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, (long Offset, long Length)> _places;

    private LegacyStorages(SafeFileHandle file, Dictionary<string, (long Offset, long Length)> places)
    {
        _file = file;
        _places = places;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="file">Owned from here on, unless this throws.</param>
    /// <param name="root">What the file holds.</param>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static LegacyStorages Open(SafeFileHandle file, out object? root)
    {
        var length = RandomAccess.GetLength(file);
        var head = new byte[(int)Math.Min(length, MaxPickleBytes)];
        ReadExactly(file, head, 0);
        var rest = new ReadOnlyMemory<byte>(head);
        if (!Begins(ref rest))
        {
            throw new InvalidDataException("does not begin as a checkpoint of torch.save does");
        }

        if (!Equals(Next(ref rest), ProtocolVersion))
        {
            throw new InvalidDataException("is of another version of torch.save's format; convert it to safetensors");
        }

        if (Next(ref rest) is not PickleDictionary system || system["little_endian"] is not true)
        {
            throw new InvalidDataException("was not written on a little-endian machine; convert it there to safetensors");
        }

        root = Next(ref rest);
        if (Next(ref rest) is not List<object?> keys || keys.Exists(key => key is not string))
        {
            throw new InvalidDataException("is damaged: its list of storages is not a list");
        }

        return new LegacyStorages(file, Places(file, length, head.Length - rest.Length, keys, SizesIn(root)));
    }

    public long? ByteCountOf(string key) => _places.TryGetValue(key, out var place) ? place.Length : null;

    public void Read(string key, long offset, Span<byte> destination) => ReadExactly(_file, destination, _places[key].Offset + offset);

    public void Dispose() => _file.Dispose();

    // What is not a pickle at all seems to be one that was cut.
    private static bool Begins(ref ReadOnlyMemory<byte> rest)
    {
        try
        {
            return Equals(Next(ref rest), Magic);
        }
        catch (InvalidDataException exception) when (exception.Message.StartsWith("is cut short", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static object? Next(ref ReadOnlyMemory<byte> rest)
    {
        var value = PickleReader.Read(rest, out var length);
        rest = rest[length..];
        return value;
    }

    // The bytes of an element are known from the tensors that use a storage.
    private static Dictionary<string, int> SizesIn(object? root)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var tensor in CheckpointTensors.In(root))
        {
            sizes[tensor.Value.Storage.Key] = (int)tensor.Value.Storage.Type.ElementSize();
        }

        return sizes;
    }

    private static Dictionary<string, (long Offset, long Length)> Places(
        SafeFileHandle file,
        long length,
        long begin,
        List<object?> keys,
        Dictionary<string, int> sizes)
    {
        var places = new Dictionary<string, (long Offset, long Length)>(StringComparer.Ordinal);
        Span<byte> count = stackalloc byte[8];
        foreach (var key in keys.Cast<string>())
        {
            if (!sizes.TryGetValue(key, out var size))
            {
                throw new InvalidDataException(
                    $"holds the storage {ShownName.From(key)} outside of its dictionary of tensors, so where the next one begins is not known; "
                    + "convert it to safetensors");
            }

            ReadExactly(file, count, begin);
            var bytes = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (bytes < 0 || bytes > (length - begin - count.Length) / size)
            {
                throw new InvalidDataException($"is cut short: storage {ShownName.From(key)} should have {bytes} elements; download the file again");
            }

            places[key] = (begin + count.Length, bytes * size);
            begin += count.Length + (bytes * size);
        }

        return places;
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
            {
                throw new InvalidDataException("is cut short; download the file again");
            }

            destination = destination[read..];
            offset += read;
        }
    }
}
