using RewardLab.Abstractions;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Annotation;

/// <summary>How pleasing an image looks, whatever it shows: bright, colourful, on a smooth ground, with large objects.</summary>
/// <remarks>Taken from the pixels alone, so it is defined for generated images as for renders. Renders have a mean near 0.5
/// and a deviation near 0.2.</remarks>
public static class ImageAppeal
{
    private const int Size = Scene.SizePixels;

    /// <summary>A mean of four scales rarely reaches its ends.</summary>
    private const double Gain = 1.4;

    private const float ColouredChroma = 0.3f;

    /// <summary>Appeal in 0..1.</summary>
    /// <param name="pixels">8-bit RGB, [64, 64, 3].</param>
    /// <exception cref="RewardLabException">The image has another size.</exception>
    public static double Compute(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != SceneRenderer.BytesPerImage)
        {
            throw new RewardLabException($"Toybox judges images of {Size} x {Size} pixels, {SceneRenderer.BytesPerImage} bytes, not {pixels.Length} bytes.");
        }

        double sumLuma = 0, sumChroma = 0;
        var coloured = 0;
        var steps = new int[256];
        for (var i = 0; i < Size * Size; i++)
        {
            var pixel = pixels.Slice(i * 3, 3);
            var luma = Luma(pixel);
            var chroma = (Math.Max(pixel[0], Math.Max(pixel[1], pixel[2])) - Math.Min(pixel[0], Math.Min(pixel[1], pixel[2]))) / 255f;
            sumLuma += luma;
            if (chroma > ColouredChroma)
            {
                coloured++;
                sumChroma += chroma;
            }

            if (i % Size > 0)
            {
                steps[(int)Math.Abs(luma - Luma(pixels.Slice((i - 1) * 3, 3)))]++;
            }
        }

        var brightness = Between(sumLuma / (Size * Size), 110, 215);
        var colourfulness = coloured == 0 ? 0 : Between(sumChroma / coloured, 0.45, 0.85);
        var smoothness = 1 - Between(UpperQuartile(steps), 0, 9);
        var extent = Between(Math.Sqrt(coloured / (double)(Size * Size)), 0.1, 0.45);
        var mean = (0.4 * brightness) + (0.25 * colourfulness) + (0.2 * smoothness) + (0.15 * extent);
        return Math.Clamp(0.5 + (Gain * (mean - 0.5)), 0.0, 1.0);
    }

    private static float Luma(ReadOnlySpan<byte> pixel) => (0.3f * pixel[0]) + (0.59f * pixel[1]) + (0.11f * pixel[2]);

    private static double Between(double value, double low, double high) => Math.Clamp((value - low) / (high - low), 0.0, 1.0);

    /// <summary>The upper quartile of a histogram, interpolated; edges of objects are rarer than that.</summary>
    private static double UpperQuartile(int[] histogram)
    {
        var wanted = histogram.Sum() * 0.75;
        double below = 0;
        for (var value = 0; value < histogram.Length; value++)
        {
            if (below + histogram[value] >= wanted)
            {
                return value + ((wanted - below) / Math.Max(1, histogram[value]));
            }

            below += histogram[value];
        }

        return histogram.Length;
    }
}
