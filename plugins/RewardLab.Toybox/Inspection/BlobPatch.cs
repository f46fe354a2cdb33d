using System.Numerics;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>A blob brought to a common place and size: its silhouette and how its inside differs from its main colour, whatever that is.</summary>
internal static class BlobPatch
{
    /// <summary>Cells along a side.</summary>
    public const int Side = 20;

    /// <summary>Maps: silhouette, brighter or darker than the main colour, other hue than the main colour.</summary>
    public const int Maps = 3;

    /// <summary>Values of a patch.</summary>
    public const int Length = Side * Side * Maps;

    private const int Size = Scene.SizePixels;

    // The patch reaches this many root-mean-square radii from the centre: beyond the tips of a star or a tail.
    private const float Reach = 2.2f;

    private static readonly float[] MapWeights = [1f, 0.7f, 0.6f];

    /// <summary>The patch, [3, 20, 20], with length 1.</summary>
    public static float[] Extract(ForegroundMap map, Blob blob)
    {
        var (mainColour, mainContrast) = Main(map, blob);
        var alpha = new float[Size * Size];
        var luma = new float[Size * Size];
        var hue = new float[Size * Size];
        var mainLuma = ForegroundMap.Luma(mainColour);
        foreach (var index in blob.Pixels)
        {
            var colour = map.Image.AsSpan(index * 3, 3);
            var lumaDifference = ForegroundMap.Luma(colour) - mainLuma;
            var chroma = 0f;
            for (var channel = 0; channel < 3; channel++)
            {
                var difference = colour[channel] - mainColour[channel] - lumaDifference;
                chroma += difference * difference;
            }

            alpha[index] = MathF.Min(1, map.Contrast[index] / mainContrast);
            luma[index] = Math.Clamp(2 * lumaDifference, -1f, 1f);
            hue[index] = MathF.Min(1, 1.5f * MathF.Sqrt(chroma));
        }

        return Sample(blob, alpha, luma, hue);
    }

    /// <summary>The cosine between two patches, 1 where they are the same.</summary>
    public static float Likeness(float[] first, float[] second) => Product(first, second, 0, Length);

    /// <summary>The cosine between two patches with what lies inside the silhouette, such as a face, a band or an opening, at its full weight.</summary>
    public static float DetailLikeness(float[] first, float[] second) =>
        Detail(first, second) / MathF.Sqrt(Detail(first, first) * Detail(second, second));

    private static float Detail(float[] first, float[] second)
    {
        var sum = 0f;
        for (var map = 0; map < Maps; map++)
        {
            sum += Product(first, second, map * Side * Side, Side * Side) / (MapWeights[map] * MapWeights[map]);
        }

        return sum;
    }

    private static float Product(float[] first, float[] second, int start, int length)
    {
        var sum = Vector<float>.Zero;
        var end = start + length;
        var i = start;
        for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(first, i) * new Vector<float>(second, i);
        }

        var rest = Vector.Sum(sum);
        for (; i < end; i++)
        {
            rest += first[i] * second[i];
        }

        return rest;
    }

    private static (float[] Colour, float Contrast) Main(ForegroundMap map, Blob blob)
    {
        var values = new float[blob.Area];
        var colour = new float[3];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = map.Image[(blob.Pixels[i] * 3) + channel];
            }

            Array.Sort(values);
            colour[channel] = values[values.Length / 2];
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = map.Contrast[blob.Pixels[i]];
        }

        Array.Sort(values);
        return (colour, MathF.Max(values[values.Length / 2], ForegroundMap.MinContrast));
    }

    private static float[] Sample(Blob blob, float[] alpha, float[] luma, float[] hue)
    {
        var (centreX, centreY, radius) = Moments(blob, alpha);
        var patch = new float[Length];
        var step = 2 * Reach * radius / Side;
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var x = centreX + ((column - ((Side - 1) / 2f)) * step);
                var y = centreY + ((row - ((Side - 1) / 2f)) * step);
                var cell = (row * Side) + column;
                patch[cell] = MapWeights[0] * Bilinear(alpha, x, y);
                patch[(Side * Side) + cell] = MapWeights[1] * Bilinear(luma, x, y);
                patch[(2 * Side * Side) + cell] = MapWeights[2] * Bilinear(hue, x, y);
            }
        }

        var scale = 1 / MathF.Max(MathF.Sqrt(Likeness(patch, patch)), 1e-6f);
        for (var i = 0; i < Length; i++)
        {
            patch[i] *= scale;
        }

        return patch;
    }

    private static (float X, float Y, float Radius) Moments(Blob blob, float[] alpha)
    {
        float mass = 0, sumX = 0, sumY = 0, sumSquares = 0;
        foreach (var index in blob.Pixels)
        {
            float x = index % Size, y = index / Size, weight = alpha[index];
            mass += weight;
            sumX += weight * x;
            sumY += weight * y;
            sumSquares += weight * ((x * x) + (y * y));
        }

        var centreX = sumX / mass;
        var centreY = sumY / mass;
        var variance = (sumSquares / mass) - (centreX * centreX) - (centreY * centreY);
        return (centreX, centreY, MathF.Sqrt(MathF.Max(variance, 0.25f)));
    }

    private static float Bilinear(float[] values, float x, float y)
    {
        var left = (int)MathF.Floor(x);
        var top = (int)MathF.Floor(y);
        if (left < -1 || top < -1 || left >= Size || top >= Size)
        {
            return 0;
        }

        var right = x - left;
        var down = y - top;
        return ((1 - down) * (((1 - right) * At(left, top)) + (right * At(left + 1, top))))
            + (down * (((1 - right) * At(left, top + 1)) + (right * At(left + 1, top + 1))));

        float At(int column, int row) =>
            column < 0 || row < 0 || column >= Size || row >= Size ? 0 : values[(row * Size) + column];
    }
}
