using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes;

/// <summary>One image as a reward of a recipe sees it: 8-bit RGB.</summary>
public sealed class ImagePixels
{
    private readonly ImageBatch _images;
    private readonly int _index;

    /// <summary>One image of a batch, without a copy.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch has no such image.</exception>
    public ImagePixels(ImageBatch images, int index)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, images.Count);
        (_images, _index) = (images, index);
    }

    /// <summary>Width in pixels.</summary>
    public int Width => _images.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => _images.Height;

    /// <summary>All values, 0 to 255, [height, width, 3].</summary>
    public ReadOnlySpan<byte> Values => _images[_index];

    /// <summary>Red, green and blue of one pixel, 0 to 255; (0, 0) is at the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The place is outside the image.</exception>
    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(x);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Width);
            ArgumentOutOfRangeException.ThrowIfNegative(y);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
            var pixel = Values.Slice(3 * ((y * Width) + x), 3);
            return (pixel[0], pixel[1], pixel[2]);
        }
    }

    /// <summary>The mean over all pixels of what a function makes of red, green and blue, 0 to 255 each.</summary>
    /// <param name="value">Such as <c>(r, g, b) => r > 200 ? 1 : 0</c> for the share of pixels with much red.</param>
    public double Mean(Func<byte, byte, byte, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var values = Values;
        var sum = 0.0;
        for (var i = 0; i < values.Length; i += 3)
        {
            sum += value(values[i], values[i + 1], values[i + 2]);
        }

        return sum / (Width * Height);
    }
}
