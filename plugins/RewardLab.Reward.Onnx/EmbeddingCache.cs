namespace RewardLab.Reward.Onnx;

/// <summary>Embeddings of the texts used last.</summary>
internal sealed class EmbeddingCache(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<(string Text, float[] Embedding)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Text, float[] Embedding)> _byUse = new();

    public float[]? Find(string text)
    {
        if (!_nodes.TryGetValue(text, out var node))
        {
            return null;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value.Embedding;
    }

    public void Add(string text, float[] embedding)
    {
        _nodes[text] = _byUse.AddFirst((text, embedding));
        if (_nodes.Count > capacity && _byUse.Last is { } oldest)
        {
            _byUse.RemoveLast();
            _nodes.Remove(oldest.Value.Text);
        }
    }
}
