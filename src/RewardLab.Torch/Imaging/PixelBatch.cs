using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace RewardLab.Torch.Imaging;

/// <summary>Images as a vision model takes them: normalised values, [count, 3, height, width] in one array.</summary>
/// <param name="Values">The values, image by image, plane by plane.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
public sealed record PixelBatch(float[] Values, int Count, int Height, int Width)
{
    /// <summary>Texts that tell each image from all others, where they are known from what the images were made of; else null.</summary>
    internal IReadOnlyList<string>? Keys { get; init; }

    /// <summary>Values of one image.</summary>
    public int ValuesPerImage => 3 * Height * Width;

    /// <summary>Some of the images, copied.</summary>
    public PixelBatch Slice(int start, int count) => start == 0 && count == Count
        ? this
        : new PixelBatch(Values.AsSpan(start * ValuesPerImage, count * ValuesPerImage).ToArray(), count, Height, Width)
        {
            Keys = Keys is null ? null : [.. Keys.Skip(start).Take(count)],
        };

    /// <summary>Some of the images, in the order of their places.</summary>
    internal PixelBatch Select(IReadOnlyList<int> places)
    {
        if (places.Count == Count && places.SequenceEqual(Enumerable.Range(0, Count)))
        {
            return this;
        }

        var values = new float[places.Count * ValuesPerImage];
        for (var i = 0; i < places.Count; i++)
        {
            Values.AsSpan(places[i] * ValuesPerImage, ValuesPerImage).CopyTo(values.AsSpan(i * ValuesPerImage));
        }

        return new PixelBatch(values, places.Count, Height, Width) { Keys = Keys is null ? null : [.. places.Select(place => Keys[place])] };
    }

    /// <summary>A text that tells an image from all others: its key, or SHA-256 of its values.</summary>
    internal string KeyOf(int image) => Keys?[image] ??
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(Values.AsSpan(image * ValuesPerImage, ValuesPerImage))));

    /// <summary>The images as a tensor [count, 3, height, width], in the caller's dispose scope.</summary>
    /// <param name="device">Where it shall live; the CPU when null.</param>
    /// <param name="type">Its type; float32 when null.</param>
    public Tensor ToTensor(Device? device = null, ScalarType? type = null)
    {
        var pixels = tensor(Values, [Count, 3, Height, Width], ScalarType.Float32, device);
        return type is null || type == ScalarType.Float32 ? pixels : pixels.to(type.Value);
    }
}
