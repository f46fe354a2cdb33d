using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring;

/// <summary>Embeddings of the texts or images used last, so that each is encoded once however often it is scored.</summary>
/// <remarks>Thread-safe; what two threads ask for at the same time may be computed by both.</remarks>
internal sealed class EmbeddingCache(int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RecentTexts<Tensor> _kept = new(capacity, static embedding => embedding.Dispose());

    /// <summary>Gives one row for each key, computing those that are not there.</summary>
    /// <param name="keys">Texts, or hashes of images; duplicates are allowed.</param>
    /// <param name="encode">Encodes what distinct keys stand for: [keys, size].</param>
    /// <returns>[keys, size], in the caller's dispose scope.</returns>
    public Tensor Get(IReadOnlyList<string> keys, Func<IReadOnlyList<string>, Tensor> encode)
    {
        using var scope = NewDisposeScope();
        var rows = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (!rows.ContainsKey(key) && _kept.TryUse(key, out var embedding))
                {
                    rows.Add(key, embedding!.alias());
                }
            }
        }

        var missing = keys.Where(key => !rows.ContainsKey(key)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            var computed = encode(missing).unbind(0);
            lock (_gate)
            {
                for (var i = 0; i < missing.Length; i++)
                {
                    rows.Add(missing[i], computed[i]);
                    if (!_kept.Contains(missing[i]))
                    {
                        _kept.Add(missing[i], computed[i].clone().DetachFromDisposeScope());
                    }
                }

                _kept.Trim();
            }
        }

        return stack(keys.Select(key => rows[key])).MoveToOuterDisposeScope();
    }

    public void Dispose() => _kept.Clear();
}
