namespace RewardLab.Torch.Scoring;

/// <summary>A list without its repetitions.</summary>
internal sealed class DistinctItems<T>
    where T : notnull
{
    public DistinctItems(IReadOnlyList<T> items, IEqualityComparer<T> comparer)
    {
        var known = new Dictionary<T, int>(comparer);
        var distinct = new List<T>();
        IndexOf = new int[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            if (known.TryAdd(items[i], distinct.Count))
            {
                distinct.Add(items[i]);
            }

            IndexOf[i] = known[items[i]];
        }

        Items = distinct;
    }

    /// <summary>Every item once, in the order of first appearance.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>For each place in the list, the item's place among the distinct ones.</summary>
    public int[] IndexOf { get; }
}
