using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace RewardLab.Tests.Checkpoints;

/// <summary>Writes tensors as torch.save does: a ZIP archive of a pickle (protocol 2) and one storage for each tensor.</summary>
internal static class TorchSave
{
    /// <param name="path">The file.</param>
    /// <param name="tensors">float32 tensors by name.</param>
    /// <param name="wrapper">The key of the dictionary that wraps them, such as "state_dict"; null for none.</param>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, string? wrapper = null)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Put(archive, "archive/data.pkl", Pickle(tensors, wrapper));
        var key = 0;
        foreach (var tensor in tensors.Values)
        {
            Put(archive, $"archive/data/{key++}", tensor.detach().contiguous().cpu().bytes.ToArray());
        }

        Put(archive, "archive/version", "3\n"u8.ToArray());
    }

    private static void Put(ZipArchive archive, string name, byte[] content)
    {
        using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    private static byte[] Pickle(IReadOnlyDictionary<string, Tensor> tensors, string? wrapper)
    {
        using var pickle = new MemoryStream();
        pickle.Write([0x80, 2]); // PROTO
        if (wrapper is not null)
        {
            pickle.WriteByte((byte)'}'); // EMPTY_DICT
            Text(pickle, wrapper);
        }

        Global(pickle, "collections", "OrderedDict");
        pickle.Write(")R("u8); // EMPTY_TUPLE, REDUCE, MARK
        var key = 0;
        foreach (var (name, tensor) in tensors)
        {
            Text(pickle, name);
            Global(pickle, "torch._utils", "_rebuild_tensor_v2");
            pickle.Write("(("u8);
            Text(pickle, "storage");
            Global(pickle, "torch", "FloatStorage");
            Text(pickle, $"{key++}");
            Text(pickle, "cpu");
            Number(pickle, tensor.numel());
            pickle.Write("tQ"u8); // TUPLE, BINPERSID
            Number(pickle, 0);
            Tuple(pickle, tensor.shape);
            Tuple(pickle, tensor.contiguous().stride());
            pickle.WriteByte(0x89); // NEWFALSE
            Global(pickle, "collections", "OrderedDict");
            pickle.Write(")RtR"u8);
        }

        pickle.WriteByte((byte)'u'); // SETITEMS
        if (wrapper is not null)
        {
            pickle.WriteByte((byte)'s'); // SETITEM
        }

        pickle.WriteByte((byte)'.');
        return pickle.ToArray();
    }

    private static void Global(Stream pickle, string module, string name) => pickle.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private static void Text(Stream pickle, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        pickle.WriteByte((byte)'X'); // BINUNICODE
        pickle.Write(length);
        pickle.Write(bytes);
    }

    private static void Number(Stream pickle, long number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)number);
        pickle.WriteByte((byte)'J'); // BININT
        pickle.Write(bytes);
    }

    private static void Tuple(Stream pickle, long[] numbers)
    {
        pickle.WriteByte((byte)'(');
        foreach (var number in numbers)
        {
            Number(pickle, number);
        }

        pickle.WriteByte((byte)'t');
    }
}
