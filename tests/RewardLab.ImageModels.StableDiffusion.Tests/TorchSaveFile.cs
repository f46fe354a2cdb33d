using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>Writes float32 tensors as torch.save does: a ZIP archive with a pickle of protocol 2 and a file for each storage.</summary>
internal sealed class TorchSaveFile
{
    private readonly List<byte> _pickle = [0x80, 2];

    private TorchSaveFile()
    {
    }

    /// <summary>Writes a dictionary of tensors; or, as PyTorch Lightning does, one with notes of the training beside "state_dict".</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, bool isLightning = false)
    {
        var file = new TorchSaveFile();
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        if (isLightning)
        {
            file.Begin();
            file.Text("epoch").Bytes('K', 3);
            file.Text("callbacks").Begin();
            file.Global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint").Begin();
            file.Text("best_model_path").Text("epoch=3.ckpt");
            file.Text("best_model_score").Scalar();
            file.End().End();
            file.Text("state_dict");
        }

        file.Begin();
        foreach (var (i, (name, tensor)) in tensors.Index())
        {
            using var scope = NewDisposeScope();
            var values = tensor.to_type(ScalarType.Float32).contiguous().view(-1);
            file.Text(name).Tensor($"{i}", tensor.shape, values.numel());
            using var data = archive.CreateEntry($"archive/data/{i}", CompressionLevel.NoCompression).Open();
            data.Write(values.bytes);
        }

        file.End();
        if (isLightning)
        {
            file.End();
        }

        file.Bytes('.');
        using var pickle = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open();
        pickle.Write([.. file._pickle]);
    }

    private TorchSaveFile Begin() => Bytes('}', (byte)'(');

    private TorchSaveFile End() => Bytes('u');

    private TorchSaveFile Global(string module, string name) => Bytes('c', [.. Encoding.ASCII.GetBytes($"{module}\n{name}\n")]);

    private TorchSaveFile Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Bytes('X', [.. Little(bytes.Length), .. bytes]);
    }

    private TorchSaveFile Whole(long number) => Bytes('J', Little((int)number));

    // numpy.core.multiarray.scalar(numpy.dtype('f8', 0, 1) with its state, the bytes by way of _codecs.encode).
    private void Scalar()
    {
        Global("numpy.core.multiarray", "scalar").Bytes('(');
        Global("numpy", "dtype").Bytes('(').Text("f8").Whole(0).Whole(1).Bytes('t').Bytes('R');
        Bytes('(').Whole(3).Text("<").Bytes('N').Whole(-1).Bytes('t').Bytes('b');
        Global("_codecs", "encode").Bytes('(').Text("\0\0\0\0\0\0ð?").Text("latin1").Bytes('t').Bytes('R');
        Bytes('t').Bytes('R');
    }

    private void Tensor(string key, long[] shape, long count)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Bytes('(');
        Bytes('(').Text("storage").Global("torch", "FloatStorage").Text(key).Text("cpu").Whole(count).Bytes('t').Bytes('Q').Whole(0);
        Sizes(shape);
        Sizes([.. shape.Select((_, i) => shape[(i + 1)..].Aggregate(1L, (product, size) => product * size))]);
        Bytes((char)0x89).Global("collections", "OrderedDict").Bytes(')').Bytes('R').Bytes('t').Bytes('R');
    }

    private void Sizes(long[] sizes)
    {
        Bytes('(');
        foreach (var size in sizes)
        {
            Whole(size);
        }

        Bytes('t');
    }

    private TorchSaveFile Bytes(char instruction, params byte[] argument)
    {
        _pickle.Add((byte)instruction);
        _pickle.AddRange(argument);
        return this;
    }

    private static byte[] Little(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }
}
