using static TorchSharp.torch;

namespace RewardLab.Numerics.Text;

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
}
