using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;

namespace RewardLab.Torch.Weights;

/// <summary>The checked table of contents of a safetensors file.</summary>
/// <remarks>
/// Layout (github.com/huggingface/safetensors, "Format"): 8 bytes little-endian header length N, N bytes of JSON that begin with '{', then the
/// data that the header's offsets count from. The tensors must cover the data exactly, without overlap or hole.
/// </remarks>
internal sealed class SafetensorsHeader
{
    public const int LengthBytes = 8;
    public const int MaxBytes = 100_000_000;
    private const int MaxDimensions = 64;
    private const int MaxNameLength = 1000;

    private readonly string _path;
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _begins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path) => _path = path;

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Where a tensor begins, counted from the start of the data.</summary>
    public long BeginOf(string name) => _begins[name];

    /// <summary>Reads and checks a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataBytes">Bytes in the file after the header.</param>
    /// <exception cref="RewardLabException">Anything is amiss, naming the file and, where there is one, the tensor.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long dataBytes)
    {
        var header = new SafetensorsHeader(path);
        if (json.Length == 0 || json.Span[0] != (byte)'{' || !Utf8.IsValid(json.Span))
        {
            throw header.Damaged("its header is not a JSON object in UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            header.ReadEntries(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half a surrogate pair cannot be read as text.
            throw new RewardLabException($"{path}: its header is not valid JSON; the file is damaged or not a safetensors file.", exception);
        }

        header.CheckCoverage(dataBytes);
        return header;
    }

    private void ReadEntries(JsonElement root)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                ReadMetadata(property.Value);
                continue;
            }

            var name = property.Name;
            if (name.Length is 0 or > MaxNameLength || name.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
            {
                throw Damaged($"tensor name {ShownName.From(name)} is empty, longer than {MaxNameLength} characters or has control characters");
            }

            if (!_tensors.TryAdd(name, ReadTensor(name, property.Value)))
            {
                throw Damaged($"tensor {ShownName.From(name)} appears twice");
            }
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        if (_metadata.Count > 0 || metadata.ValueKind != JsonValueKind.Object)
        {
            throw Damaged("'__metadata__' appears twice or is not an object");
        }

        foreach (var entry in metadata.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String || !_metadata.TryAdd(entry.Name, entry.Value.GetString()!))
            {
                throw Damaged($"metadata {ShownName.From(entry.Name)} is not text or appears twice");
            }
        }
    }

    private TensorInfo ReadTensor(string name, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || entry.EnumerateObject().Count() != 3
            || !entry.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || !entry.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array)
        {
            throw Damaged($"tensor {ShownName.From(name)} needs exactly 'dtype', 'shape' and 'data_offsets'");
        }

        var typeName = dtype.GetString()!;
        if (!SafetensorsTypes.TryParse(typeName, out var type))
        {
            throw new RewardLabException(
                $"{_path}: tensor {ShownName.From(name)} has the type {ShownName.From(typeName)}, which is not supported; "
                + $"supported are {SafetensorsTypes.AllNames}.");
        }

        var dimensions = ReadNumbers(shape);
        if (dimensions is null || dimensions.Length > MaxDimensions)
        {
            throw Damaged($"tensor {ShownName.From(name)} has a shape that is not a list of at most {MaxDimensions} whole numbers from 0");
        }

        var range = ReadNumbers(offsets);
        if (range is not [var begin, var end] || begin > end)
        {
            throw Damaged($"tensor {ShownName.From(name)} has data_offsets that are not [begin, end]");
        }

        var info = new TensorInfo(name, type, ImmutableArray.Create(dimensions));
        if (ByteCount(dimensions, SafetensorsTypes.SizeInBytes(type)) is not { } byteCount)
        {
            throw Damaged($"tensor {ShownName.From(name)} has a shape too large for any memory: {info}");
        }

        if (byteCount != end - begin)
        {
            throw Damaged($"tensor {ShownName.From(name)} is {info}, {byteCount} bytes, but its data_offsets span {end - begin}");
        }

        _begins[name] = begin;
        return info;
    }

    private void CheckCoverage(long dataBytes)
    {
        var position = 0L;
        foreach (var (name, begin, end) in _tensors.Values
            .Select(info => (info.Name, Begin: _begins[info.Name], End: _begins[info.Name] + info.ByteCount))
            .OrderBy(span => span.Begin)
            .ThenBy(span => span.End))
        {
            if (end > dataBytes)
            {
                throw new RewardLabException(
                    $"{_path}: is cut short: tensor {ShownName.From(name)} ends at byte {end} of the data, of which {dataBytes} are there; "
                    + "download the file again.");
            }

            if (begin != position)
            {
                throw Damaged(
                    $"tensor {ShownName.From(name)} begins at byte {begin} of the data, {(begin < position ? "inside the tensor before it" : "after a hole")}; "
                    + $"expected {position}");
            }

            position = end;
        }

        if (position != dataBytes)
        {
            throw Damaged($"{dataBytes - position} bytes after the last tensor belong to none");
        }
    }

    private RewardLabException Damaged(string what) => new($"{_path}: {what}; the file is damaged or not a safetensors file.");

    private static long[]? ReadNumbers(JsonElement list)
    {
        var numbers = new long[list.GetArrayLength()];
        var index = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number) || number < 0)
            {
                return null;
            }

            numbers[index++] = number;
        }

        return numbers;
    }

    // Counts a dimension of 0 as 1 in the check for overflow: torch multiplies the others when it lays out strides.
    private static long? ByteCount(long[] shape, int elementBytes)
    {
        try
        {
            var max = (long)elementBytes;
            foreach (var size in shape)
            {
                max = checked(max * Math.Max(size, 1));
            }

            return shape.Contains(0) ? 0 : max;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
