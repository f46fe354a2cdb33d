using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The sizes that Stable Diffusion XL is told of an image, in pixels (Podell et al., arXiv:2307.01952, section 2.2).</summary>
/// <param name="OriginalHeight">Height before the image was scaled for training.</param>
/// <param name="OriginalWidth">Width before the image was scaled for training.</param>
/// <param name="CropTop">Rows that were cut off above; 0 for an image whose subject is centred.</param>
/// <param name="CropLeft">Columns that were cut off to the left.</param>
/// <param name="TargetHeight">Height of the image that is generated.</param>
/// <param name="TargetWidth">Width of the image that is generated.</param>
public sealed record ImageSizes(int OriginalHeight, int OriginalWidth, int CropTop, int CropLeft, int TargetHeight, int TargetWidth)
{
    /// <summary>How many numbers these are.</summary>
    internal const int Count = 6;

    /// <summary>The numbers in the order in which the model was trained on them, float32, [1, 6], in the caller's dispose scope.</summary>
    public Tensor ToTimeIds(Device? device = null) =>
        tensor([OriginalHeight, OriginalWidth, CropTop, CropLeft, TargetHeight, (float)TargetWidth], [1, Count], ScalarType.Float32, device);
}
