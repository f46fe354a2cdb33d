namespace RewardLab.Cluster.Workers;

/// <summary>Shared data that a worker keeps, by its hash; what was not asked for longest goes first.</summary>
/// <param name="maxBytes">Bytes that are kept; the latest is kept whatever its size.</param>
internal sealed class SharedCache(long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Name, byte[] Data)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, byte[] Data)> _byUse = [];
    private long _bytes;

    /// <summary>Bytes that it holds.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>The data of a name; null where it is not here.</summary>
    public byte[]? Find(string name)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(name, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Data;
        }
    }

    /// <summary>Keeps data.</summary>
    public void Add(string name, byte[] data)
    {
        lock (_gate)
        {
            if (_nodes.ContainsKey(name))
            {
                return;
            }

            _nodes.Add(name, _byUse.AddFirst((name, data)));
            _bytes += data.Length;
            while (_bytes > maxBytes && _byUse.Last is { } last && last != _byUse.First)
            {
                _byUse.RemoveLast();
                _nodes.Remove(last.Value.Name);
                _bytes -= last.Value.Data.Length;
            }
        }
    }
}
