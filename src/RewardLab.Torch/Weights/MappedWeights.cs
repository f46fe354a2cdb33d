using RewardLab.Abstractions;
using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>A checkpoint seen under other names, with joint tensors taken apart. Reading is thread-safe.</summary>
public abstract class MappedWeights : IWeightSource
{
    private const int Thirds = 3;
    private readonly IWeightSource _stored;
    private readonly Dictionary<string, Origin> _origins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    /// <summary>Begins with no names.</summary>
    /// <param name="stored">The checkpoint; closed with this view.</param>
    protected MappedWeights(IWeightSource stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        _stored = stored;
    }

    /// <inheritdoc/>
    public string Path => _stored.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _stored.Metadata;

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_origins.TryGetValue(name, out var origin))
        {
            throw new RewardLabException($"{Path}: has no tensor '{name}'.");
        }

        using var scope = NewDisposeScope();
        var tensor = _stored.Read(origin.Name, device);
        if (origin.Third is { } third)
        {
            tensor = tensor.chunk(Thirds, 0)[third];
        }

        if (origin.IsFlattened)
        {
            tensor = tensor.flatten(1);
        }

        return (origin.IsTransposed ? tensor.transpose(0, 1) : tensor).contiguous().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var tensor = Read(name);
        if (!tensor.shape.AsSpan().SequenceEqual(destination.shape))
        {
            throw new RewardLabException(
                $"{Path}: tensor '{name}' is [{string.Join(", ", tensor.shape)}], but [{string.Join(", ", destination.shape)}] is expected.");
        }

        destination.copy_(tensor);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the checkpoint.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stored.Dispose();
        }
    }

    /// <summary>Gives a stored tensor a name.</summary>
    /// <param name="name">The new name.</param>
    /// <param name="info">The stored tensor.</param>
    /// <param name="isTransposed">Whether its two dimensions change places.</param>
    /// <param name="third">Which third of its rows is meant, 0 to 2; null for all of them.</param>
    /// <param name="isFlattened">Whether all dimensions after the first become one: a 1x1 convolution as a matrix.</param>
    /// <exception cref="RewardLabException">The rows cannot be split in three.</exception>
    protected void Add(string name, TensorInfo info, bool isTransposed = false, int? third = null, bool isFlattened = false)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (third is not null && (info.Shape.Length == 0 || info.Shape[0] % Thirds != 0))
        {
            throw new RewardLabException($"{Path}: tensor '{info.Name}' is {info}; its rows must be query, key and value in equal parts.");
        }

        var shape = third is null ? info.Shape : info.Shape.SetItem(0, info.Shape[0] / Thirds);
        if (isFlattened)
        {
            shape = [shape[0], shape.Skip(1).Aggregate(1L, static (product, size) => product * size)];
        }

        _tensors[name] = info with { Name = name, Shape = isTransposed ? [shape[1], shape[0]] : shape };
        _origins[name] = new Origin(info.Name, isTransposed, third, isFlattened);
    }

    private sealed record Origin(string Name, bool IsTransposed, int? Third, bool IsFlattened);
}
