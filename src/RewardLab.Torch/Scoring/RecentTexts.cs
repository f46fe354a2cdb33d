namespace RewardLab.Torch.Scoring;

/// <summary>What was computed for the texts used last; the least recently used go first.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="capacity">Texts kept, at least 1.</param>
/// <param name="drop">Called for what is let go; null where there is nothing to do.</param>
public sealed class RecentTexts<T>(int capacity, Action<T>? drop = null)
{
    private readonly Dictionary<string, LinkedListNode<(string Text, T Value)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Text, T Value)> _byUse = new();

    /// <summary>Whether a text is kept; does not count as a use.</summary>
    public bool Contains(string text) => _nodes.ContainsKey(text);

    /// <summary>A text's value, which counts as a use.</summary>
    public bool TryUse(string text, out T? value)
    {
        if (!_nodes.TryGetValue(text, out var node))
        {
            value = default;
            return false;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Keeps a text that is not kept yet; more than the capacity may be kept until <see cref="Trim"/>.</summary>
    public void Add(string text, T value) => _nodes.Add(text, _byUse.AddFirst((text, value)));

    /// <summary>Lets go of what is too much.</summary>
    public void Trim()
    {
        while (_nodes.Count > capacity)
        {
            Drop(_byUse.Last!.Value);
            _byUse.RemoveLast();
        }
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        foreach (var entry in _byUse)
        {
            Drop(entry);
        }

        _byUse.Clear();
    }

    private void Drop((string Text, T Value) entry)
    {
        _nodes.Remove(entry.Text);
        drop?.Invoke(entry.Value);
    }
}
