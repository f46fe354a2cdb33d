using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Does units in this process, one after the other, on the thread that takes their results.</summary>
/// <remarks>What another thread asks for meanwhile waits. Handlers are made when the first unit of their kind comes, and kept.</remarks>
/// <param name="create">Makes the handler of a kind.</param>
public sealed class LocalWorkerPool(Func<string, IUnitHandler> create) : IWorkerPool, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IUnitHandler> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _shared = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public bool HasWorkers => false;

    /// <inheritdoc />
    public string Share(ReadOnlyMemory<byte> data)
    {
        RequireSize(data, "Shared data");
        var name = Convert.ToHexStringLower(SHA256.HashData(data.Span));
        lock (_shared)
        {
            _shared.TryAdd(name, data);
        }

        return name;
    }

    /// <inheritdoc />
    public void Release(string name)
    {
        lock (_shared)
        {
            _shared.Remove(name);
        }
    }

    /// <inheritdoc />
    public IEnumerable<ReadOnlyMemory<byte>> Compute(IEnumerable<WorkUnit> units, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(units);
        foreach (var unit in units)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RequireSize(unit.Input, $"The input of unit {unit.Index} of {unit.Stage}");
            ReadOnlyMemory<byte> result;
            lock (_gate)
            {
                result = Handler(unit.Kind).Compute(unit, Find, cancellationToken);
            }

            RequireSize(result, $"The result of unit {unit.Index} of {unit.Stage}");
            yield return result;
        }
    }

    /// <summary>Disposes the handlers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var handler in _handlers.Values)
            {
                handler.Dispose();
            }

            _handlers.Clear();
        }
    }

    private static void RequireSize(ReadOnlyMemory<byte> data, string what)
    {
        if (data.Length > IWorkerPool.MaxBytes)
        {
            throw new RewardLabException($"{what} is {data.Length >> 20} MiB; at most {IWorkerPool.MaxBytes >> 20} MiB are allowed. Cut the work smaller.");
        }
    }

    private IUnitHandler Handler(string kind) => _handlers.TryGetValue(kind, out var handler) ? handler : _handlers[kind] = create(kind);

    private ReadOnlyMemory<byte> Find(string name)
    {
        lock (_shared)
        {
            return _shared.TryGetValue(name, out var data)
                ? data
                : throw new RewardLabException($"A unit names shared data that nobody has shared, or that was released: {OneLine.Format(name)}.");
        }
    }
}
