using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>One safetensors file, memory-mapped: opening reads the header alone. Thread-safe.</summary>
/// <remarks>The file must not be shortened by others while it is open.</remarks>
public sealed class SafetensorsFile : IWeightSource
{
    // Copies go piece by piece: a span ends at 2 GiB, and a conversion needs a buffer of one piece only.
    private const int PieceBytes = 16 * 1024 * 1024;

    private readonly SafetensorsHeader _header;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _dataStart;

    private SafetensorsFile(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, SafetensorsHeader header, long dataStart)
    {
        Path = path;
        _file = file;
        _view = view;
        _header = header;
        _dataStart = dataStart;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _header.Tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its whole table of contents.</summary>
    /// <exception cref="RewardLabException">
    /// The file is missing, unreadable, cut short, or its header is not what the format demands: larger than the file or 100 MB, not JSON, duplicate
    /// or odd names, an unknown type, a size that is not shape x type, offsets outside the file, overlaps or holes.
    /// </exception>
    public static SafetensorsFile Open(string path) => Open(path, 0, length: null);

    /// <summary>Opens what lies inside another file, as in a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">Where in it the safetensors begin, in bytes.</param>
    /// <param name="length">How long they are, in bytes.</param>
    /// <exception cref="RewardLabException">As for <see cref="Open(string)"/>.</exception>
    public static SafetensorsFile Open(string path, long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Open(path, start, (long?)length);
    }

    private static SafetensorsFile Open(string path, long start, long? length)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            try
            {
                var whole = RandomAccess.GetLength(handle);
                var header = ReadHeader(path, handle, start, Math.Min(length ?? whole, whole - start), out var dataStart);
                var file = MemoryMappedFile.CreateFromFile(handle, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
                return new SafetensorsFile(path, file, file.CreateViewAccessor(0, whole, MemoryMappedFileAccess.Read), header, dataStart);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (RewardLabException exception) when (MistakenFile.Describe(path) is { } mistake)
        {
            throw new RewardLabException($"{path}: {mistake}", exception);
        }
        catch (Exception exception) when (ReadFailure.Is(exception))
        {
            throw ReadFailure.Of(path, exception);
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null)
    {
        var info = Find(name);
        using var scope = NewDisposeScope();
        var result = empty([.. info.Shape], dtype: info.Type);
        Copy(info, result);
        return (device is null || device.type == DeviceType.CPU ? result : result.to(device)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var info = Find(name);
        if (!destination.shape.AsSpan().SequenceEqual(info.Shape.AsSpan()))
        {
            throw new RewardLabException(
                $"{Path}: tensor {ShownName.From(name)} is {info}, but {SafetensorsTypes.NameOf(destination.dtype)} "
                + $"[{string.Join(", ", destination.shape)}] is expected.");
        }

        Copy(info, destination);
    }

    /// <summary>Copies a tensor's stored bytes, little-endian and row by row.</summary>
    /// <param name="name">A name out of <see cref="Tensors"/>.</param>
    /// <param name="offset">First byte wanted, counted from the tensor's start.</param>
    /// <param name="destination">Filled whole.</param>
    /// <exception cref="RewardLabException">There is no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has no such bytes.</exception>
    public void ReadBytes(string name, long offset, Span<byte> destination)
    {
        var info = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, info.ByteCount - destination.Length);
        CopyBytes(_header.BeginOf(name) + offset, destination);
    }

    /// <summary>Closes the file; tensors read from it live on.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static SafetensorsHeader ReadHeader(
        string path, Microsoft.Win32.SafeHandles.SafeFileHandle handle, long start, long length, out long dataStart)
    {
        Span<byte> lengthBytes = stackalloc byte[SafetensorsHeader.LengthBytes];
        if (length < lengthBytes.Length || RandomAccess.Read(handle, lengthBytes, start) != lengthBytes.Length)
        {
            throw new RewardLabException($"{path}: {Math.Max(length, 0)} bytes are too few for a safetensors file.");
        }

        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > SafetensorsHeader.MaxBytes || (long)headerLength > length - lengthBytes.Length)
        {
            throw new RewardLabException(
                $"{path}: its header claims {headerLength} bytes, but the file has {length} and a header at most {SafetensorsHeader.MaxBytes}; "
                + "the file is cut short or not a safetensors file.");
        }

        dataStart = start + lengthBytes.Length + (long)headerLength;
        var json = new byte[(int)headerLength];
        for (var read = 0; read < json.Length;)
        {
            var count = RandomAccess.Read(handle, json.AsSpan(read), start + lengthBytes.Length + read);
            read += count > 0 ? count : throw new EndOfStreamException("The file ended while it was read.");
        }

        return SafetensorsHeader.Parse(path, json, start + length - dataStart);
    }

    private TensorInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Tensors.TryGetValue(name, out var info) ? info : throw new RewardLabException($"{Path}: has no tensor {ShownName.From(name)}.");
    }

    private void Copy(TensorInfo info, Tensor destination)
    {
        if (info.ElementCount == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var isDirect = destination.device_type == DeviceType.CPU && destination.dtype == info.Type && destination.is_contiguous();
        if (!isDirect && !destination.is_contiguous())
        {
            var whole = empty([.. info.Shape], dtype: info.Type);
            Copy(info, whole);
            destination.copy_(whole);
            return;
        }

        var flat = destination.detach().view(-1);
        var elementBytes = SafetensorsTypes.SizeInBytes(info.Type);
        var pieceElements = Math.Min(PieceBytes / elementBytes, info.ElementCount);
        var buffer = isDirect ? null : empty(pieceElements, dtype: info.Type);
        for (var start = 0L; start < info.ElementCount; start += pieceElements)
        {
            using var piece = NewDisposeScope();
            var count = Math.Min(pieceElements, info.ElementCount - start);
            var target = flat.narrow(0, start, count);
            var received = buffer is null ? target : buffer.narrow(0, 0, count);
            CopyBytes(_header.BeginOf(info.Name) + (start * elementBytes), received.bytes);
            if (info.Type == ScalarType.Bool && received.bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                received.bytes.Clear();
                throw new RewardLabException($"{Path}: tensor {ShownName.From(info.Name)} is BOOL but holds bytes other than 0 and 1; the file is damaged.");
            }

            if (buffer is not null)
            {
                target.copy_(received);
            }
        }
    }

    private unsafe void CopyBytes(long dataOffset, Span<byte> destination)
    {
        byte* start = null;
        var handle = _view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref start); // counts as a use: Dispose on another thread unmaps only after the release
        try
        {
            new ReadOnlySpan<byte>(start + _dataStart + dataOffset, destination.Length).CopyTo(destination);
        }
        finally
        {
            handle.ReleasePointer();
        }
    }
}
