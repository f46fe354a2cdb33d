using System.Collections.Immutable;

namespace RewardLab.Torch.Weights.Pickles;

/// <summary>A tensor as a checkpoint describes it: a strided look at a storage.</summary>
/// <param name="Storage">The elements.</param>
/// <param name="Offset">The first element's place in the storage.</param>
/// <param name="Shape">Dimensions, each at least 0.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension, at least 0.</param>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides)
{
    /// <summary>Elements of the storage from the first to the last that the tensor looks at; 0 when it is empty.</summary>
    public long Extent => Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides, static (size, stride) => checked((size - 1) * stride)).Sum();
}
