using System.Collections.Immutable;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>What a weight file says about one tensor.</summary>
/// <param name="Name">The tensor's name in the file.</param>
/// <param name="Type">The type of its elements as stored.</param>
/// <param name="Shape">Its dimensions; empty for a single value.</param>
public sealed record TensorInfo(string Name, ScalarType Type, ImmutableArray<long> Shape)
{
    /// <summary>Number of elements, at least 0.</summary>
    public long ElementCount => Shape.Aggregate(1L, static (product, size) => product * size);

    /// <summary>Bytes as stored.</summary>
    public long ByteCount => ElementCount * SafetensorsTypes.SizeInBytes(Type);

    /// <summary>Type and shape for messages, such as "F32 [4, 77]".</summary>
    public override string ToString() => $"{SafetensorsTypes.NameOf(Type)} [{string.Join(", ", Shape)}]";
}
