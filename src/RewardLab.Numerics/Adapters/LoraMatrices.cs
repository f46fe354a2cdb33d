using static TorchSharp.torch;

namespace RewardLab.Numerics.Adapters;

/// <summary>One layer's matrices as a file has them.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Down">A, [rank, in].</param>
/// <param name="Up">B, [out, rank].</param>
/// <param name="Scale">alpha / rank.</param>
public sealed record LoraMatrices(LoraLayerName Name, Tensor Down, Tensor Up, double Scale);
