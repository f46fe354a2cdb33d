using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>How much each pixel stands out from the ground, and which pixels therefore belong to objects.</summary>
internal sealed class ForegroundMap
{
    /// <summary>Least contrast of an object's pixel. Patterns and noise of the ground stay below half of it.</summary>
    public const float MinContrast = 0.15f;

    private const int Size = Scene.SizePixels;

    // Grounds vary in brightness rather than hue, objects in hue: a difference in brightness says less.
    private const float LumaWeight = 0.6f;

    // An edge lies where the contrast falls to this share of that nearby, so that blur does not close the gaps between objects.
    private const float EdgeShare = 0.35f;
    private const int NearbyPixels = 2;

    private ForegroundMap(float[] image, float[] difference, float[] contrastivePrompt, bool[] mask)
    {
        Image = image;
        Difference = difference;
        Contrast = contrastivePrompt;
        Mask = mask;
    }

    /// <summary>The image, values 0..1, [64, 64, 3].</summary>
    public float[] Image { get; }

    /// <summary>The image minus its ground model, [64, 64, 3].</summary>
    public float[] Difference { get; }

    /// <summary>Distance from the ground in a colour space that plays brightness down, [64, 64].</summary>
    public float[] Contrast { get; }

    /// <summary>Pixels of objects, [64, 64].</summary>
    public bool[] Mask { get; }

    public static ForegroundMap Compute(ReadOnlySpan<byte> pixels)
    {
        var image = new float[Size * Size * 3];
        for (var i = 0; i < image.Length; i++)
        {
            image[i] = pixels[i] / 255f;
        }

        var difference = DifferenceFrom(GroundModel.Fit(image), image);
        var contrastivePrompt = new float[Size * Size];
        for (var i = 0; i < contrastivePrompt.Length; i++)
        {
            contrastivePrompt[i] = Length(difference.AsSpan(i * 3, 3));
        }

        var nearby = MaxNearby(contrastivePrompt);
        var mask = new bool[Size * Size];
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = contrastivePrompt[i] > MinContrast && contrastivePrompt[i] > EdgeShare * nearby[i];
        }

        return new ForegroundMap(image, difference, contrastivePrompt, mask);
    }

    public static float Luma(ReadOnlySpan<float> colour) => (0.3f * colour[0]) + (0.59f * colour[1]) + (0.11f * colour[2]);

    /// <summary>Length of a colour difference, brightness played down.</summary>
    public static float Length(ReadOnlySpan<float> difference)
    {
        var luma = Luma(difference);
        var squared = LumaWeight * LumaWeight * luma * luma;
        for (var channel = 0; channel < 3; channel++)
        {
            var chroma = difference[channel] - luma;
            squared += chroma * chroma;
        }

        return MathF.Sqrt(squared);
    }

    private static float[] DifferenceFrom(GroundModel ground, float[] image)
    {
        var difference = new float[image.Length];
        Span<float> expected = stackalloc float[3];
        for (var i = 0; i < Size * Size; i++)
        {
            ground.At(i % Size, i / Size, expected);
            for (var channel = 0; channel < 3; channel++)
            {
                difference[(i * 3) + channel] = image[(i * 3) + channel] - expected[channel];
            }
        }

        return difference;
    }

    private static float[] MaxNearby(float[] values)
    {
        var rows = new float[values.Length];
        var result = new float[values.Length];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var max = 0f;
                for (var other = Math.Max(0, x - NearbyPixels); other <= Math.Min(Size - 1, x + NearbyPixels); other++)
                {
                    max = MathF.Max(max, values[(y * Size) + other]);
                }

                rows[(y * Size) + x] = max;
            }
        }

        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var max = 0f;
                for (var other = Math.Max(0, y - NearbyPixels); other <= Math.Min(Size - 1, y + NearbyPixels); other++)
                {
                    max = MathF.Max(max, rows[(other * Size) + x]);
                }

                result[(y * Size) + x] = max;
            }
        }

        return result;
    }
}
