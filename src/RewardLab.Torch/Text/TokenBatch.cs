using static TorchSharp.torch;

namespace RewardLab.Torch.Text;

/// <summary>Several texts as rows of equal length.</summary>
/// <param name="Ids">Token ids, [count, length], row by row.</param>
/// <param name="AttentionMask">1 where a text has a token (its end included), 0 where it is padded; laid out as <paramref name="Ids"/>.</param>
/// <param name="Length">Tokens in a row.</param>
/// <param name="IsCut">For each text, whether it was too long and lost its end.</param>
public sealed record TokenBatch(long[] Ids, long[] AttentionMask, int Length, IReadOnlyList<bool> IsCut)
{
    /// <summary>Number of texts.</summary>
    public int Count => IsCut.Count;

    /// <summary>The ids as a 64-bit integer tensor [count, length].</summary>
    public Tensor IdsTensor(Device? device = null) => tensor(Ids, [Count, Length], ScalarType.Int64, device);

    /// <summary>The mask as a 64-bit integer tensor [count, length].</summary>
    public Tensor AttentionMaskTensor(Device? device = null) => tensor(AttentionMask, [Count, Length], ScalarType.Int64, device);

    /// <summary>Rows of one length, cut or padded.</summary>
    internal static TokenBatch Create(IReadOnlyList<List<int>> rows, int length, int endId, int padId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var ids = new long[rows.Count * length];
        var mask = new long[ids.Length];
        Array.Fill(ids, padId);
        for (var row = 0; row < rows.Count; row++)
        {
            var cut = Cut(rows[row], length, endId);
            for (var i = 0; i < cut.Length; i++)
            {
                ids[(row * length) + i] = cut[i];
                mask[(row * length) + i] = 1;
            }
        }

        return new TokenBatch(ids, mask, length, [.. rows.Select(row => row.Count > length)]);
    }

    /// <summary>Rows as long as the longest, at most <paramref name="maxLength"/>.</summary>
    internal static TokenBatch PadToMaxLength(IReadOnlyList<List<int>> rows, int maxLength, int endId, int padId) =>
        Create(rows, Math.Min(maxLength, rows.Select(row => row.Count).DefaultIfEmpty(2).Max()), endId, padId);

    /// <summary>A row of at most <paramref name="length"/> ids whose last is the end's.</summary>
    internal static int[] Cut(List<int> ids, int length, int endId) => ids.Count <= length ? [.. ids] : [.. ids.Take(length - 1), endId];
}
