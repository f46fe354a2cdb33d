using RewardLab.Abstractions;

namespace RewardLab.Editor.Samples;

/// <summary>An image made small: as many pixels as half-cells it is drawn in.</summary>
/// <param name="Pixels">8-bit RGB, row by row.</param>
/// <param name="Width">Pixels across: a cell each.</param>
/// <param name="Height">Pixels down: two a cell, so an even number.</param>
internal sealed record ImageCells(byte[] Pixels, int Width, int Height)
{
    private const string Ramp = " .:-=+*#%@";

    /// <summary>Fits an image into cells without changing its shape, each pixel the mean of those it stands for.</summary>
    /// <param name="image">The image; its first where there are several.</param>
    /// <param name="columns">Cells across, at most.</param>
    /// <param name="rows">Cells down, at most.</param>
    public static ImageCells From(ImageBatch image, int columns, int rows)
    {
        var scale = Math.Min((double)columns / image.Width, 2.0 * rows / image.Height);
        var width = Math.Clamp((int)Math.Round(image.Width * scale), 1, Math.Max(1, columns));
        var height = Math.Clamp((int)Math.Round(image.Height * scale / 2) * 2, 2, Math.Max(2, 2 * rows));
        var pixels = new byte[width * height * 3];
        var source = image[0];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom) = Span(y, height, image.Height);
            for (var x = 0; x < width; x++)
            {
                var (left, right) = Span(x, width, image.Width);
                for (var channel = 0; channel < 3; channel++)
                {
                    var sum = 0;
                    for (var sy = top; sy < bottom; sy++)
                    {
                        for (var sx = left; sx < right; sx++)
                        {
                            sum += source[(((sy * image.Width) + sx) * 3) + channel];
                        }
                    }

                    pixels[(((y * width) + x) * 3) + channel] = (byte)(sum / ((bottom - top) * (right - left)));
                }
            }
        }

        return new ImageCells(pixels, width, height);
    }

    /// <summary>Colour of the pixel at a column and row.</summary>
    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            var at = ((y * Width) + x) * 3;
            return (Pixels[at], Pixels[at + 1], Pixels[at + 2]);
        }
    }

    /// <summary>A cell as a sign of about its brightness, for terminals without colours.</summary>
    public char Sign(int x, int row)
    {
        var (one, other) = (Brightness(this[x, 2 * row]), Brightness(this[x, (2 * row) + 1]));
        return Ramp[(int)Math.Clamp((one + other) / 2 * Ramp.Length / 256, 0, Ramp.Length - 1)];

        // Rec. 709.
        static double Brightness((byte Red, byte Green, byte Blue) pixel) => (0.2126 * pixel.Red) + (0.7152 * pixel.Green) + (0.0722 * pixel.Blue);
    }

    private static (int Start, int End) Span(int index, int count, int total)
    {
        var start = (int)((long)index * total / count);
        return (start, Math.Max(start + 1, (int)((long)(index + 1) * total / count)));
    }
}
