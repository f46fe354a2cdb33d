using System.Collections.Concurrent;
using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.TestSupport;

/// <summary>Simulated workers: threads, each with handlers of its own, that take units in any order, do some twice, and lose some results.</summary>
/// <param name="workers">How many.</param>
/// <param name="create">Makes the handler of a kind.</param>
/// <param name="seed">Decides the order, and what is repeated and lost.</param>
public sealed class ThreadedPool(int workers, Func<string, IUnitHandler> create, int seed = 1) : IWorkerPool, IDisposable
{
    private const int Window = 16;
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _shared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IUnitHandler>[] _handlers =
        [.. Enumerable.Range(0, workers).Select(_ => new Dictionary<string, IUnitHandler>(StringComparer.Ordinal))];
    private readonly Random _random = new(seed);
    private readonly Lock _one = new();

    /// <inheritdoc />
    public bool HasWorkers => true;

    /// <summary>Units that were done, those done again among them.</summary>
    public int DoneCount { get; private set; }

    /// <summary>Kinds of units that were done.</summary>
    public ConcurrentDictionary<string, int> Kinds { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public string Share(ReadOnlyMemory<byte> data)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(data.Span));
        _shared[name] = data.ToArray();
        return name;
    }

    /// <inheritdoc />
    public void Release(string name) => _shared.TryRemove(name, out _);

    /// <inheritdoc />
    public IEnumerable<ReadOnlyMemory<byte>> Compute(IEnumerable<WorkUnit> units, CancellationToken cancellationToken)
    {
        foreach (var window in units.Chunk(Window))
        {
            ReadOnlyMemory<byte>[] results;
            lock (_one)
            {
                results = Do(window, cancellationToken);
            }

            foreach (var result in results)
            {
                yield return result;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var handler in _handlers.SelectMany(handlers => handlers.Values))
        {
            handler.Dispose();
        }
    }

    private ReadOnlyMemory<byte>[] Do(WorkUnit[] window, CancellationToken cancellationToken)
    {
        // One in three comes twice: its first result is lost, or both arrive and must be equal.
        (int Unit, bool IsLost)[] orders = [.. Enumerable.Range(0, window.Length).SelectMany(unit => _random.Next(3) > 0
            ? ((int, bool)[])[(unit, false)]
            : [(unit, _random.Next(2) == 0), (unit, false)])];
        _random.Shuffle(orders);
        var queue = new ConcurrentQueue<(int Unit, bool IsLost)>(orders);
        var results = new byte[]?[window.Length];
        var failures = new ConcurrentQueue<Exception>();
        Thread[] threads = [.. _handlers.Select(handlers => new Thread(() => Work(handlers)) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (failures.TryDequeue(out var failure))
        {
            throw failure is RewardLabException or OperationCanceledException ? failure : new RewardLabException($"A worker failed: {failure}", failure);
        }

        DoneCount += orders.Length;
        return [.. results.Select(result => (ReadOnlyMemory<byte>)result!)];

        void Work(Dictionary<string, IUnitHandler> handlers)
        {
            try
            {
                while (failures.IsEmpty && queue.TryDequeue(out var order))
                {
                    var unit = window[order.Unit];
                    Kinds.AddOrUpdate(unit.Kind, 1, static (_, count) => count + 1);
                    if (!handlers.TryGetValue(unit.Kind, out var handler))
                    {
                        handlers.Add(unit.Kind, handler = create(unit.Kind));
                    }

                    var result = handler.Compute(unit, name => _shared[name], cancellationToken).ToArray();
                    if (!order.IsLost && Interlocked.CompareExchange(ref results[order.Unit], result, null) is { } first
                        && !first.AsSpan().SequenceEqual(result))
                    {
                        throw new InvalidOperationException($"Unit {unit.Index} of {unit.Stage} gave two results.");
                    }
                }
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        }
    }
}
