using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>How even the ground is, noise and the patterns of drawn grounds forgiven.</summary>
internal static class GroundCleanliness
{
    private const int Size = Scene.SizePixels;
    private const int EdgePixels = 3;

    // Means over 3 x 3 pixels of drawn grounds stay below the first value; at the second a stain is plain to see.
    private const float CleanContrast = 0.065f;
    private const float StainContrast = 0.13f;

    /// <summary>Share of stained ground that leaves a cleanliness of about a third.</summary>
    private const float StainShareScale = 0.06f;

    /// <summary>Cleanliness of the pixels that are not near an object, 0..1; 1 where there are none.</summary>
    public static double Compute(ForegroundMap map, IEnumerable<Blob> objects)
    {
        var isGround = new bool[Size * Size];
        Array.Fill(isGround, true);
        foreach (var blob in objects)
        {
            for (var y = Math.Max(0, blob.Top - EdgePixels); y <= Math.Min(Size - 1, blob.Bottom + EdgePixels); y++)
            {
                Array.Fill(
                    isGround,
                    false,
                    (y * Size) + Math.Max(0, blob.Left - EdgePixels),
                    Math.Min(Size - 1, blob.Right + EdgePixels) - Math.Max(0, blob.Left - EdgePixels) + 1);
            }
        }

        double stain = 0;
        var count = 0;
        for (var y = 1; y < Size - 1; y++)
        {
            for (var x = 1; x < Size - 1; x++)
            {
                if (isGround[(y * Size) + x])
                {
                    count++;
                    stain += Math.Clamp((MeanContrast(map, x, y) - CleanContrast) / (StainContrast - CleanContrast), 0f, 1f);
                }
            }
        }

        return count == 0 ? 1 : Math.Exp(-stain / count / StainShareScale);
    }

    /// <summary>Length of the mean difference from the ground model, so that noise averages out, over 3 x 3 pixels.</summary>
    private static float MeanContrast(ForegroundMap map, int x, int y)
    {
        Span<float> sum = stackalloc float[3];
        for (var row = y - 1; row <= y + 1; row++)
        {
            for (var column = x - 1; column <= x + 1; column++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    sum[channel] += map.Difference[(((row * Size) + column) * 3) + channel] / 9;
                }
            }
        }

        return ForegroundMap.Length(sum);
    }
}
