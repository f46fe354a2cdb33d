using System.Collections.Concurrent;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Workers;

/// <summary>The one thread on which units are computed: what torch keeps per thread stays valid from unit to unit.</summary>
internal sealed class UnitThread : IDisposable
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);
    private readonly BlockingCollection<Action> _actions = [];
    private readonly Dictionary<string, IUnitHandler> _handlers = new(StringComparer.Ordinal);
    private readonly Func<string, IUnitHandler> _create;
    private readonly Thread _thread;

    public UnitThread(Func<string, IUnitHandler> create)
    {
        _create = create;
        _thread = new Thread(Run) { IsBackground = true, Name = "units" };
        _thread.Start();
    }

    /// <summary>Computes a unit by the handler of its kind, which stays for the next.</summary>
    public Task<ReadOnlyMemory<byte>> ComputeAsync(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken) =>
        InvokeAsync(() => Handler(unit.Kind).Compute(unit, shared, cancellationToken));

    /// <summary>Runs a function on the thread.</summary>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _actions.Add(() =>
        {
            try
            {
                completion.SetResult(function());
            }
#pragma warning disable CA1031 // Whatever a handler throws is the unit's error, and the hub's to judge.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    /// <summary>Ends the handlers, unless a cancelled unit does not end.</summary>
    public void Dispose()
    {
        _actions.CompleteAdding();
        if (_thread.Join(EndTime))
        {
            _actions.Dispose();
        }
    }

    private void Run()
    {
        foreach (var action in _actions.GetConsumingEnumerable())
        {
            action();
        }

        foreach (var handler in _handlers.Values)
        {
            handler.Dispose();
        }
    }

    private IUnitHandler Handler(string kind)
    {
        if (!_handlers.TryGetValue(kind, out var handler))
        {
            handler = _create(kind);
            _handlers.Add(kind, handler);
        }

        return handler;
    }
}
