using RewardLab.Abstractions;

namespace RewardLab.Algorithms.Preferences;

/// <summary>An endless order of items, each once an epoch, freshly shuffled every epoch: position i depends on the seed and i alone.</summary>
internal sealed class ShuffledOrder(int count, SeedStream seeds)
{
    private (long Epoch, int[] Order)? _last;

    /// <summary>The item at a position.</summary>
    public int this[long position]
    {
        get
        {
            var epoch = position / count;
            if (_last?.Epoch != epoch)
            {
                _last = (epoch, Shuffle(epoch));
            }

            return _last.Value.Order[position % count];
        }
    }

    private int[] Shuffle(long epoch)
    {
        var keys = seeds.Child($"epoch {epoch}");
        return [.. Enumerable.Range(0, count).OrderBy(i => keys[i])];
    }
}
