using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring;

/// <summary>Embeddings of the texts or images used last, so that each is encoded once however often it is scored.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class EmbeddingCache(int capacity) : IDisposable
{
    private readonly RecentTexts<Tensor> _kept = new(capacity, static embedding => embedding.Dispose());

    /// <summary>Gives one row for each key, computing those that are not there.</summary>
    /// <param name="keys">Texts, or hashes of images; duplicates are allowed.</param>
    /// <param name="encode">Encodes what distinct keys stand for: [keys, size].</param>
    /// <returns>[keys, size].</returns>
    public Tensor Get(IReadOnlyList<string> keys, Func<IReadOnlyList<string>, Tensor> encode)
    {
        var missing = keys.Where(key => !_kept.Contains(key)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            using var scope = NewDisposeScope();
            var rows = encode(missing).unbind(0);
            for (var i = 0; i < missing.Length; i++)
            {
                _kept.Add(missing[i], rows[i].clone().DetachFromDisposeScope());
            }
        }

        var result = stack(keys.Select(
            key => _kept.TryUse(key, out var embedding) ? embedding! : throw new InvalidOperationException("An embedding that was just kept is gone.")));
        _kept.Trim();
        return result;
    }

    public void Dispose() => _kept.Clear();
}
