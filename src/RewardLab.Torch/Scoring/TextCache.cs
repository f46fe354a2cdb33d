using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring;

/// <summary>Embeddings of the texts used last, so that a prompt is encoded once however often it is scored.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TextCache(int capacity) : IDisposable
{
    private readonly RecentTexts<Tensor> _texts = new(capacity, static embedding => embedding.Dispose());

    /// <summary>Gives one row for each text, computing those that are not there.</summary>
    /// <param name="texts">Texts; duplicates are allowed.</param>
    /// <param name="encode">Encodes distinct texts: [texts, size].</param>
    /// <returns>[texts, size].</returns>
    public Tensor Get(IReadOnlyList<string> texts, Func<IReadOnlyList<string>, Tensor> encode)
    {
        var missing = texts.Where(text => !_texts.Contains(text)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            using var scope = NewDisposeScope();
            var rows = encode(missing).unbind(0);
            for (var i = 0; i < missing.Length; i++)
            {
                _texts.Add(missing[i], rows[i].clone().DetachFromDisposeScope());
            }
        }

        var result = stack(texts.Select(
            text => _texts.TryUse(text, out var embedding) ? embedding! : throw new InvalidOperationException("A text that was just kept is gone.")));
        _texts.Trim();
        return result;
    }

    public void Dispose() => _texts.Clear();
}
