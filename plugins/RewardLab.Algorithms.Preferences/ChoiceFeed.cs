using RewardLab.Evaluation.Preferences;

namespace RewardLab.Algorithms.Preferences;

/// <summary>The choices of each step; the pictures of the next are read while a step is computed.</summary>
internal sealed class ChoiceFeed(IReadOnlyList<PreferencePair> pairs, int batchSize, ShuffledOrder order, PairPictures pictures, CancellationToken cancellationToken)
{
    private (long Step, Task<ChoiceBatch> Batch)? _next;

    /// <summary>The choices of a step, which depend on the seed and the step alone.</summary>
    public ChoiceBatch Of(long step)
    {
        var batch = _next?.Step == step ? _next.Value.Batch.GetAwaiter().GetResult() : Read(step);
        _next = (step + 1, Task.Run(() => Read(step + 1), cancellationToken));
        return batch;
    }

    private ChoiceBatch Read(long step)
    {
        PreferencePair[] chosen;
        lock (order)
        {
            chosen = [.. Enumerable.Range(0, batchSize).Select(i => pairs[order[(step * batchSize) + i]])];
        }

        return ChoiceBatch.Read(chosen, pictures, cancellationToken);
    }
}
