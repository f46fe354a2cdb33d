using RewardLab.Abstractions;
using RewardLab.Cluster.Queues;

namespace RewardLab.Cluster;

/// <summary>Has units done by the workers that have joined; waits while there are none.</summary>
internal sealed class ClusterWorkerPool(UnitQueue queue) : IWorkerPool
{
    /// <inheritdoc/>
    public bool HasWorkers => true;

    /// <inheritdoc/>
    public string Share(ReadOnlyMemory<byte> data) => queue.Shared.Share(data);

    /// <inheritdoc/>
    public void Release(string name) => queue.Shared.Release(name);

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<byte>> Compute(IEnumerable<WorkUnit> units, CancellationToken cancellationToken)
    {
        using var batch = queue.Open();
        using var rest = units.GetEnumerator();
        for (var hasMore = true; ;)
        {
            while (hasMore && batch.HasRoom)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hasMore = rest.MoveNext();
                if (hasMore)
                {
                    batch.Add(rest.Current);
                }
            }

            if (batch.IsEmpty)
            {
                yield break;
            }

            yield return batch.TakeNext(cancellationToken);
        }
    }
}
