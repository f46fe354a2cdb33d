using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>Classes of the distance from one token to another: each small distance its own, larger ones on a logarithmic scale (Raffel et al.,
/// arXiv:1910.10683, section 2.1).</summary>
internal static class T5RelativePositions
{
    /// <summary>The class of each distance.</summary>
    /// <param name="distances">Key's position minus query's, 64-bit integers of any shape.</param>
    /// <param name="bucketCount">Classes, half for keys that come later.</param>
    /// <param name="maxDistance">From here on all are of the last class.</param>
    /// <returns>0 to <paramref name="bucketCount"/> - 1, of the same shape, in the caller's dispose scope.</returns>
    internal static Tensor Buckets(Tensor distances, int bucketCount, int maxDistance)
    {
        using var scope = NewDisposeScope();
        var half = bucketCount / 2;
        var exact = half / 2;
        var zero = zeros_like(distances);
        var later = distances.gt(zero).to_type(ScalarType.Int64) * Whole(half);
        var size = distances.abs();

        // In float32 and in this order: at the classes' borders the last bit decides.
        var grown = size.to_type(ScalarType.Float32).Div(exact).log().Div(Math.Log((double)maxDistance / exact)).Mul(half - exact).to_type(ScalarType.Int64);
        var large = minimum(grown.Add(Whole(exact)), Whole(half - 1));
        return later.Add(where(size.lt(Whole(exact)), size, large)).MoveToOuterDisposeScope();

        Tensor Whole(long value) => zero.Add(tensor(value, ScalarType.Int64, zero.device));
    }
}
