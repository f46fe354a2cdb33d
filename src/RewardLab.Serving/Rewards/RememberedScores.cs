using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>Scores of the requests answered last, for clients that try again. Thread-safe.</summary>
/// <param name="capacity">Requests at most.</param>
/// <param name="maxValues">Scores and contrastive prompts of all requests at most: a large matrix with all its details takes hundreds of megabytes.</param>
internal sealed class RememberedScores(int capacity, long maxValues = 1 << 20)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, IReadOnlyList<IReadOnlyList<EntryScores>> Scores)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, IReadOnlyList<IReadOnlyList<EntryScores>> Scores)> _byUse = new();
    private long _values;

    /// <summary>The scores of a request; null where they are not remembered.</summary>
    public IReadOnlyList<IReadOnlyList<EntryScores>>? Find(string key)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Scores;
        }
    }

    /// <summary>Remembers scores, all of which are there.</summary>
    public void Add(string key, IReadOnlyList<IReadOnlyList<EntryScores>> scores)
    {
        if (capacity <= 0)
        {
            return;
        }

        var values = CountValues(scores);
        lock (_lock)
        {
            if (values > maxValues || _nodes.ContainsKey(key))
            {
                return;
            }

            _nodes.Add(key, _byUse.AddFirst((key, scores)));
            _values += values;
            while (_nodes.Count > capacity || _values > maxValues)
            {
                var (last, forgotten) = _byUse.Last!.Value;
                _nodes.Remove(last);
                _byUse.RemoveLast();
                _values -= CountValues(forgotten);
            }
        }
    }

    private static long CountValues(IReadOnlyList<IReadOnlyList<EntryScores>> scores) =>
        scores.Sum(entry => entry.Sum(reward => reward.Scores.Count + reward.Details.Sum(CountValues)));

    private static long CountValues(ScoreDetail detail) => 1 + detail.ContrastivePrompts.Count + detail.Members.Sum(CountValues);
}
