using static TorchSharp.torch;

namespace RewardLab.Torch.Adapters;

/// <summary>One layer's matrices: what is added to its weight is Scale * Up * Down.</summary>
/// <param name="Name">The layer. As a file names it, until it has been put on a model.</param>
/// <param name="Down">A, [rank, in], or [rank, in, height, width] of a convolution.</param>
/// <param name="Up">B, [out, rank], or [out, rank, 1, 1] of a convolution.</param>
/// <param name="Scale">alpha / rank, or alpha / sqrt(rank) where the file says rsLoRA.</param>
public sealed record LoraMatrices(LoraLayerName Name, Tensor Down, Tensor Up, double Scale)
{
    /// <summary>Rank of the update, the number of rows of Down.</summary>
    public long Rank => Down.shape[0];

    /// <summary>The alpha that the file says; the rank times the scale where it says none.</summary>
    public double Alpha { get; init; } = Scale * Down.shape[0];
}
