using RewardLab.Abstractions;
using RewardLab.Cluster.Queues;

namespace RewardLab.Cluster.Tests.Queues;

/// <summary>A queue with a clock of the test's own, and workers who do what the test says.</summary>
internal sealed class QueueFixture : IDisposable
{
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);

    public QueueFixture(UnitQueueOptions? options = null)
    {
        Queue = new UnitQueue(options ?? new UnitQueueOptions(), Time);
        Batch = Queue.Open();
    }

    public ManualTime Time { get; } = new();

    public UnitQueue Queue { get; }

    public UnitBatch Batch { get; }

    public void Add(params IEnumerable<WorkUnit> units)
    {
        foreach (var unit in units)
        {
            Batch.Add(unit);
        }
    }

    public void Join(params string[] workers)
    {
        foreach (var worker in workers)
        {
            Queue.Join(worker);
        }
    }

    /// <summary>A worker asks once.</summary>
    public UnitLease? Take(string worker)
    {
        var sequence = _sequences[worker] = _sequences.GetValueOrDefault(worker) + 1;
        return Queue.Ask(worker, sequence) ? Queue.TryTake(worker, sequence) : null;
    }

    /// <summary>A worker that has asked is given what there is by now.</summary>
    public UnitLease? TakeAgain(string worker) => Queue.TryTake(worker, _sequences[worker]);

    public bool Complete(UnitLease lease) => Queue.Complete(lease.Ticket, TestUnits.Bytes(lease.Unit.Index * lease.Unit.Index));

    /// <summary>The next result, which is there already.</summary>
    public int Next()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return TestUnits.Number(Batch.TakeNext(patience.Token));
    }

    /// <summary>Time passes, in which these workers renew what they hold.</summary>
    public void Pass(double seconds, params UnitLease[] renewed)
    {
        for (var left = seconds; left > 0; left -= 1)
        {
            Time.Advance(TimeSpan.FromSeconds(Math.Min(1, left)));
            foreach (var lease in renewed)
            {
                Queue.Renew(lease.Ticket);
            }
        }
    }

    public void Dispose()
    {
        Batch.Dispose();
        Queue.Dispose();
    }
}
