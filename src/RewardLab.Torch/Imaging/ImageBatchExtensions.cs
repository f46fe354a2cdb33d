using RewardLab.Abstractions;
using static TorchSharp.torch;

namespace RewardLab.Torch.Imaging;

/// <summary>Images as tensors.</summary>
public static class ImageBatchExtensions
{
    /// <summary>Copies images into a tensor; writing to it changes nothing in the batch.</summary>
    /// <param name="images">The images.</param>
    /// <param name="device">Where the tensor shall live; the CPU when null.</param>
    /// <returns>[count, height, width, 3], 8-bit unsigned, in the caller's dispose scope.</returns>
    public static Tensor ToTensor(this ImageBatch images, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        var pixels = empty([images.Count, images.Height, images.Width, 3], ScalarType.Byte, CPU);
        if (images.Count > 0)
        {
            images.Pixels.Span.CopyTo(pixels.bytes);
        }

        if (device is null || device.type == TorchSharp.DeviceType.CPU)
        {
            return pixels;
        }

        using (pixels)
        {
            return pixels.to(device);
        }
    }
}
