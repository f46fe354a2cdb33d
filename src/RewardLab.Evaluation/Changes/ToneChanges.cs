namespace RewardLab.Evaluation.Changes;

/// <summary>Changes of light and colour, pixel by pixel.</summary>
internal static class ToneChanges
{
    private const int Levels = 256;

    // Around the image's own mean, so that its brightness stays.
    public static Raster Contrast(Raster image, float factor)
    {
        var mean = image.Values.Average();
        return image.Map((value, _) => mean + ((value - mean) * factor));
    }

    public static Raster Saturation(Raster image, float factor) => image.Map((value, i) =>
    {
        var luma = image.Luma(i / Raster.Channels);
        return luma + ((value - luma) * factor);
    });

    public static Raster Warmth(Raster image, float by) => image.Map((value, i) => (i % Raster.Channels) switch
    {
        0 => value + by,
        1 => value,
        _ => value - by,
    });

    /// <summary>Turns colours around grey with their luma kept: SVG's feColorMatrix hueRotate.</summary>
    public static Raster Hue(Raster image, float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        float[] matrix =
        [
            .213f + (cos * .787f) - (sin * .213f), .715f - (cos * .715f) - (sin * .715f), .072f - (cos * .072f) + (sin * .928f),
            .213f - (cos * .213f) + (sin * .143f), .715f + (cos * .285f) + (sin * .140f), .072f - (cos * .072f) - (sin * .283f),
            .213f - (cos * .213f) - (sin * .787f), .715f - (cos * .715f) + (sin * .715f), .072f + (cos * .928f) + (sin * .072f),
        ];
        return image.Map((_, i) =>
        {
            var (pixel, row) = (i - (i % Raster.Channels), i % Raster.Channels * Raster.Channels);
            return (matrix[row] * image.Values[pixel]) + (matrix[row + 1] * image.Values[pixel + 1]) + (matrix[row + 2] * image.Values[pixel + 2]);
        });
    }

    /// <summary>Mixes the image with itself at a flat histogram of luma; differences between its channels stay.</summary>
    public static Raster Equalise(Raster image, float share)
    {
        var pixels = image.Width * image.Height;
        var counts = new int[Levels];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            counts[Level(image.Luma(pixel))]++;
        }

        var ranks = new float[Levels];
        for (var (level, below) = (0, 0); level < Levels; below += counts[level], level++)
        {
            ranks[level] = (below + (counts[level] / 2f)) / pixels;
        }

        return image.Map((value, i) =>
        {
            var luma = image.Luma(i / Raster.Channels);
            return value + (share * (ranks[Level(luma)] - luma));
        });
    }

    public static Raster Quantise(Raster image, float step) => image.Map((value, _) => MathF.Round(value / step) * step);

    private static int Level(float luma) => Math.Clamp((int)(luma * Levels), 0, Levels - 1);
}
