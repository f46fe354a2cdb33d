using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring;

/// <summary>Texts in batches of one length, so that none is padded and no mask is needed.</summary>
internal static class LengthGroups
{
    /// <summary>Batches of equal token counts.</summary>
    /// <returns>The places of a batch's texts in the list, and their tokens.</returns>
    public static IEnumerable<(int[] Indices, TokenBatch Tokens)> Create(IReadOnlyList<string> texts, ITextTokenizer tokenizer, int batchSize)
    {
        var lengths = texts.Select(text => Math.Min(tokenizer.CountTokens(text), tokenizer.MaxLength)).ToArray();
        foreach (var group in Enumerable.Range(0, texts.Count).GroupBy(i => lengths[i]).OrderBy(group => group.Key))
        {
            foreach (var indices in group.Chunk(batchSize))
            {
                yield return (indices, tokenizer.EncodePadded([.. indices.Select(i => texts[i])], group.Key));
            }
        }
    }

    /// <summary>Encodes texts batch by batch and puts the rows back in order.</summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="tokenizer">Cuts them.</param>
    /// <param name="batchSize">Texts a batch.</param>
    /// <param name="encode">From tokens to [texts, size].</param>
    /// <param name="cancellationToken">Asked before every batch.</param>
    /// <returns>[texts, size], in the caller's dispose scope.</returns>
    public static Tensor Encode(
        IReadOnlyList<string> texts, ITextTokenizer tokenizer, int batchSize, Func<TokenBatch, Tensor> encode, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var rows = new Tensor[texts.Count];
        foreach (var (indices, tokens) in Create(texts, tokenizer, batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var encoded = encode(tokens).unbind(0);
            for (var i = 0; i < indices.Length; i++)
            {
                rows[indices[i]] = encoded[i];
            }
        }

        return stack(rows).MoveToOuterDisposeScope();
    }
}
