using RewardLab.Evaluation.Preferences;

namespace RewardLab.Algorithms.Preferences;

/// <summary>The choices of each step; the images of the next are read while a step is computed.</summary>
internal sealed class PreferenceFeed(
    IReadOnlyList<PreferencePair> pairs,
    int batchSize,
    ShuffledOrder order,
    PreferenceImages images,
    CancellationToken cancellationToken)
{
    private (long Step, Task<PreferenceBatch> Batch)? _next;

    /// <summary>The choices of a step, which depend on the seed and the step alone.</summary>
    public PreferenceBatch Create(long step)
    {
        var batch = _next?.Step == step ? _next.Value.Batch.GetAwaiter().GetResult() : Read(step);
        _next = (step + 1, Task.Run(() => Read(step + 1), cancellationToken));
        return batch;
    }

    private PreferenceBatch Read(long step)
    {
        PreferencePair[] chosen;
        lock (order)
        {
            chosen = [.. Enumerable.Range(0, batchSize).Select(i => pairs[order[(step * batchSize) + i]])];
        }

        return PreferenceBatch.Read(chosen, images, cancellationToken);
    }
}
