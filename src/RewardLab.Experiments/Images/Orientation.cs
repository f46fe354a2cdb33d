using RewardLab.Abstractions;
using SkiaSharp;

namespace RewardLab.Experiments.Images;

/// <summary>The eight orientations of EXIF (tag 274).</summary>
internal static class Orientation
{
    /// <summary>Turns stored pixels, [height, width, 3], the way up that the file asks for.</summary>
    public static ImageBatch Apply(SKEncodedOrigin origin, byte[] rgb, int height, int width)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
        {
            return new ImageBatch(rgb, 1, height, width);
        }

        var isTransposed = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (newHeight, newWidth) = isTransposed ? (width, height) : (height, width);
        var turned = new byte[rgb.Length];
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < newWidth; x++)
            {
                // The name says where the stored first row and first column belong: RightTop has its first row on the right, its first column on top.
                var (row, column) = origin switch
                {
                    SKEncodedOrigin.TopRight => (y, width - 1 - x),
                    SKEncodedOrigin.BottomRight => (height - 1 - y, width - 1 - x),
                    SKEncodedOrigin.BottomLeft => (height - 1 - y, x),
                    SKEncodedOrigin.LeftTop => (x, y),
                    SKEncodedOrigin.RightTop => (height - 1 - x, y),
                    SKEncodedOrigin.RightBottom => (height - 1 - x, width - 1 - y),
                    _ => (x, width - 1 - y),
                };
                rgb.AsSpan(((row * width) + column) * 3, 3).CopyTo(turned.AsSpan(((y * newWidth) + x) * 3));
            }
        }

        return new ImageBatch(turned, 1, newHeight, newWidth);
    }
}
