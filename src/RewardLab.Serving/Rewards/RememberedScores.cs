using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>Scores of the requests answered last, for clients that try again. Thread-safe.</summary>
internal sealed class RememberedScores(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, IReadOnlyList<IReadOnlyList<EntryScores>> Scores)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, IReadOnlyList<IReadOnlyList<EntryScores>> Scores)> _byUse = new();

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
        lock (_lock)
        {
            if (capacity <= 0 || _nodes.ContainsKey(key))
            {
                return;
            }

            _nodes.Add(key, _byUse.AddFirst((key, scores)));
            if (_nodes.Count > capacity)
            {
                _nodes.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }
        }
    }
}
