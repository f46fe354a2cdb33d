using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>Writes safetensors files. The same tensors and metadata give the same bytes.</summary>
public static class SafetensorsWriter
{
    private const int PieceBytes = 16 * 1024 * 1024;
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes tensors to a file, which appears whole or not at all.</summary>
    /// <param name="path">The file; replaced if it exists. Its folder must exist.</param>
    /// <param name="tensors">Tensors by name, on any device; F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL.</param>
    /// <param name="metadata">Text to store beside the tensors; "format": "pt", which Hugging Face's libraries ask for, is added.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left behind.</param>
    /// <remarks>Byte for byte what the reference implementation writes: tensors by type, wider ones first, then by name.</remarks>
    /// <exception cref="RewardLabException">A tensor has another type, or the file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var ordered = Ordered(tensors, path);
        AtomicFile.Write(path, stream => Write(stream, ordered, metadata, cancellationToken));
    }

    /// <summary>Writes tensors to a stream, as
    /// <see cref="Write(string, IReadOnlyDictionary{string, Tensor}, IReadOnlyDictionary{string, string}?, CancellationToken)"/> to a file.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="tensors">Tensors by name.</param>
    /// <exception cref="RewardLabException">A tensor has a type that cannot be stored.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        Write(stream, Ordered(tensors, "safetensors"), metadata: null, CancellationToken.None);
    }

    private static void Write(
        Stream stream, KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        stream.Write(Header(ordered, metadata));
        foreach (var (_, tensor) in ordered)
        {
            WriteData(stream, tensor, cancellationToken);
        }
    }

    private static KeyValuePair<string, Tensor>[] Ordered(IReadOnlyDictionary<string, Tensor> tensors, string target)
    {
        foreach (var (name, tensor) in tensors)
        {
            if (name.Length == 0 || name == "__metadata__" || !SafetensorsTypes.TryName(tensor.dtype, out _))
            {
                throw new RewardLabException(
                    $"{target}: tensor {ShownName.From(name)} of type {tensor.dtype} cannot be stored; supported are {SafetensorsTypes.AllNames}.");
            }
        }

        return
        [
            .. tensors.OrderBy(entry => SafetensorsTypes.StorageRank(entry.Value.dtype)).ThenBy(entry => entry.Key, StringComparer.Ordinal),
        ];
    }

    private static byte[] Header(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[SafetensorsHeader.LengthBytes]);
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, text) in new Dictionary<string, string>(
                metadata ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
                .Concat(metadata?.ContainsKey("format") == true ? [] : [KeyValuePair.Create("format", "pt")])
                .OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, text);
            }

            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.dtype));
                WriteNumbers(json, "shape", tensor.shape);
                var end = offset + (tensor.numel() * SafetensorsTypes.SizeInBytes(tensor.dtype));
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        var header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - SafetensorsHeader.LengthBytes);
        return header;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteData(Stream stream, Tensor tensor, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var flat = tensor.detach().contiguous().view(-1);
        var count = flat.numel();
        var pieceElements = PieceBytes / SafetensorsTypes.SizeInBytes(tensor.dtype);
        for (var start = 0L; start < count; start += pieceElements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var piece = NewDisposeScope();
            stream.Write(flat.narrow(0, start, Math.Min(pieceElements, count - start)).cpu().bytes);
        }
    }
}
