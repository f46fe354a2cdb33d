using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights.Pickles;
using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>A checkpoint that torch.save wrote (.bin, .pt, .pth, .ckpt), in its ZIP format or the one before it. Reading is thread-safe.</summary>
/// <remarks>
/// Such a file is a program for Python's unpickler. Here it is read by a machine that knows tensors, storages and ordered dictionaries and refuses everything
/// else by name: no code in a file ever runs. Where a checkpoint wraps its tensors in a dictionary, such as "state_dict", that one is taken.
/// </remarks>
public sealed class TorchCheckpoint : IWeightSource
{
    private readonly IStorageReader _storages;
    private readonly IReadOnlyDictionary<string, PickledTensor> _tensors;

    private TorchCheckpoint(string path, IStorageReader storages, IReadOnlyDictionary<string, PickledTensor> tensors)
    {
        Path = path;
        _storages = storages;
        _tensors = tensors;
        Tensors = tensors.ToDictionary(t => t.Key, t => new TensorInfo(t.Key, t.Value.Storage.Type, t.Value.Shape), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Empty: such files carry no text.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens a file and checks its description of every tensor against the storages that are there.</summary>
    /// <exception cref="RewardLabException">The file is missing, unreadable, damaged, cut short, or asks for anything but weights;
    /// the message names it.</exception>
    public static TorchCheckpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var storages = OpenStorages(path, out var root);
            try
            {
                var tensors = CheckpointTensors.In(root);
                foreach (var (name, tensor) in tensors)
                {
                    Require(name, tensor.Storage, storages);
                }

                return new TorchCheckpoint(path, storages, tensors);
            }
            catch
            {
                storages.Dispose();
                throw;
            }
        }
        catch (InvalidDataException exception) when (MistakenFile.Describe(path) is { } mistake)
        {
            throw new RewardLabException($"{path}: {mistake}", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new RewardLabException($"{path}: {exception.Message.ReplaceLineEndings(" ")}.", exception);
        }
        catch (Exception exception) when (ReadFailure.Is(exception) || exception is OverflowException)
        {
            throw ReadFailure.Of(path, exception);
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null)
    {
        var tensor = Find(name);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var result = Load(name, tensor);
        return (device is null || device.type == TorchSharp.DeviceType.CPU ? result : result.to(device)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var tensor = Find(name);
        if (!destination.shape.AsSpan().SequenceEqual(tensor.Shape.AsSpan()))
        {
            throw new RewardLabException(
                $"{Path}: tensor {ShownName.From(name)} is {Tensors[name]}, but {SafetensorsTypes.NameOf(destination.dtype)} "
                + $"[{string.Join(", ", destination.shape)}] is expected.");
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        destination.copy_(Load(name, tensor));
    }

    /// <summary>Closes the file; tensors read from it live on.</summary>
    public void Dispose() => _storages.Dispose();

    private static IStorageReader OpenStorages(string path, out object? root)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            if (RandomAccess.Read(handle, magic, 0) == magic.Length && magic.SequenceEqual("PK\u0003\u0004"u8))
            {
                var zip = ZipStorages.Open(new FileStream(handle, FileAccess.Read), out var pickle);
                try
                {
                    root = PickleReader.Read(pickle, out _);
                    return zip;
                }
                catch
                {
                    zip.Dispose();
                    throw;
                }
            }

            return LegacyStorages.Open(handle, out root);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Require(string name, PickledStorage storage, IStorageReader storages)
    {
        var needed = checked(storage.ElementCount * SafetensorsTypes.SizeInBytes(storage.Type));
        var found = storages.ByteCountOf(storage.Key)
            ?? throw new InvalidDataException($"has no storage {ShownName.From(storage.Key)}, which tensor {ShownName.From(name)} needs");
        if (found < needed)
        {
            throw new InvalidDataException(
                $"is cut short: storage {ShownName.From(storage.Key)} of tensor {ShownName.From(name)} should have {needed} bytes and has {found}");
        }

        if (needed > int.MaxValue)
        {
            throw new InvalidDataException(
                $"holds the storage {ShownName.From(storage.Key)} of {needed} bytes, at most {int.MaxValue} are read; take the weights as safetensors");
        }
    }

    private PickledTensor Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _tensors.TryGetValue(name, out var tensor) ? tensor : throw new RewardLabException($"{Path}: has no tensor {ShownName.From(name)}.");
    }

    private Tensor Load(string name, PickledTensor tensor)
    {
        var storage = tensor.Storage;
        if (tensor.Extent == 0)
        {
            return empty([.. tensor.Shape], dtype: storage.Type);
        }

        var size = SafetensorsTypes.SizeInBytes(storage.Type);
        var seen = empty(tensor.Extent, dtype: storage.Type);
        try
        {
            _storages.Read(storage.Key, tensor.Offset * size, seen.bytes);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new RewardLabException($"{Path}: tensor {ShownName.From(name)} cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        if (storage.Type == ScalarType.Bool && seen.bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new RewardLabException($"{Path}: tensor {ShownName.From(name)} is BOOL but holds bytes other than 0 and 1; the file is damaged.");
        }

        return seen.as_strided([.. tensor.Shape], [.. tensor.Strides], 0).contiguous();
    }
}
