using static TorchSharp.torch;

namespace RewardLab.Torch.Imaging;

/// <summary>Pictures as a vision model takes them: normalised values, [count, 3, height, width] in one array.</summary>
/// <param name="Values">The values, picture by picture, plane by plane.</param>
/// <param name="Count">Number of pictures.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
public sealed record PixelBatch(float[] Values, int Count, int Height, int Width)
{
    /// <summary>Values of one picture.</summary>
    public int ValuesPerPicture => 3 * Height * Width;

    /// <summary>Some of the pictures, copied.</summary>
    public PixelBatch Slice(int start, int count) => start == 0 && count == Count
        ? this
        : new PixelBatch(Values.AsSpan(start * ValuesPerPicture, count * ValuesPerPicture).ToArray(), count, Height, Width);

    /// <summary>The pictures as a tensor [count, 3, height, width], in the caller's dispose scope.</summary>
    /// <param name="device">Where it shall live; the CPU when null.</param>
    /// <param name="type">Its type; float32 when null.</param>
    public Tensor ToTensor(Device? device = null, ScalarType? type = null)
    {
        var pixels = tensor(Values, [Count, 3, Height, Width], ScalarType.Float32, device);
        return type is null || type == ScalarType.Float32 ? pixels : pixels.to(type.Value);
    }
}
