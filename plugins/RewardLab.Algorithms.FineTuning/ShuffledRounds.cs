namespace RewardLab.Algorithms.FineTuning;

/// <summary>An endless order of items: every one once, in a random order, before any comes again.</summary>
/// <param name="count">Items, at least 1.</param>
/// <param name="seeds">Order each round.</param>
internal sealed class ShuffledRounds(int count, FineTuningSeeds seeds)
{
    private (long Number, int[]? Order) _round = (-1, null);

    /// <summary>The item at a place of the order, from 0.</summary>
    public int this[long place]
    {
        get
        {
            var (round, index) = (place / count, (int)(place % count));
            if (_round.Number != round || _round.Order is null)
            {
                var keys = seeds.Round(round);
                _round = (round, [.. Enumerable.Range(0, count).OrderBy(i => keys[i]).ThenBy(i => i)]);
            }

            return _round.Order[index];
        }
    }
}
