using static TorchSharp.torch;

namespace RewardLab.Numerics.Scoring;

/// <summary>Embeddings of the texts used last, so that a prompt is encoded once however often it is scored.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TextCache(int capacity) : IDisposable
{
    private readonly Dictionary<string, LinkedListNode<(string Text, Tensor Embedding)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Text, Tensor Embedding)> _byUse = new();

    /// <summary>Gives one row for each text, computing those that are not there.</summary>
    /// <param name="texts">Texts; duplicates are allowed.</param>
    /// <param name="encode">Encodes distinct texts: [texts, size].</param>
    /// <returns>[texts, size].</returns>
    public Tensor Get(IReadOnlyList<string> texts, Func<IReadOnlyList<string>, Tensor> encode)
    {
        var missing = texts.Where(t => !_nodes.ContainsKey(t)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            using var scope = NewDisposeScope();
            var rows = encode(missing).unbind(0);
            for (var i = 0; i < missing.Length; i++)
            {
                _nodes[missing[i]] = _byUse.AddFirst((missing[i], rows[i].clone().DetachFromDisposeScope()));
            }
        }

        var result = stack(texts.Select(Touch));
        while (_nodes.Count > capacity && _byUse.Last is { } oldest)
        {
            _byUse.RemoveLast();
            _nodes.Remove(oldest.Value.Text);
            oldest.Value.Embedding.Dispose();
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var (_, embedding) in _byUse)
        {
            embedding.Dispose();
        }

        _byUse.Clear();
        _nodes.Clear();
    }

    private Tensor Touch(string text)
    {
        var node = _nodes[text];
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value.Embedding;
    }
}
