namespace RewardLab.Evaluation.Changes;

/// <summary>Changes of what is fine: edges, noise, resolution.</summary>
internal static class DetailChanges
{
    private const float UnsharpSigma = 1;

    /// <summary>Unsharp masking.</summary>
    public static Raster Sharpen(Raster image, float amount) => image.MixedWith(image.Blur(UnsharpSigma), -amount);

    /// <summary>A Gaussian whose deviation is a share of the shorter side.</summary>
    public static Raster Blur(Raster image, float share) => image.Blur(share * Math.Min(image.Width, image.Height));

    public static Raster Noise(Raster image, float sigma)
    {
        var seed = Seed(image);
        return image.Map((value, i) => value + (sigma * Normal(seed, (ulong)i)));
    }

    /// <summary>Noise of luma alone, two pixels wide, strongest in the midtones, as film has it.</summary>
    public static Raster Grain(Raster image, float sigma)
    {
        const float MidtoneWeight = 4;
        const float PairWeight = 1.41421356f; // of the mean of two, so that its deviation is that of one
        var seed = Seed(image);
        return image.Map((value, i) =>
        {
            var pixel = i / Raster.Channels;
            var luma = image.Luma(pixel);
            var noise = (Normal(seed, (ulong)pixel) + Normal(seed, (ulong)pixel + 1)) / 2 * PairWeight;
            return value + (sigma * MidtoneWeight * luma * (1 - luma) * noise);
        });
    }

    public static Raster Downscale(Raster image, float factor) =>
        image.Resize(Scaled(image.Width, factor), Scaled(image.Height, factor)).Resize(image.Width, image.Height);

    private static int Scaled(int length, float factor) => Math.Max(1, (int)MathF.Round(length / factor));

    // Of the image itself, so that its noise does not depend on its place among others.
    private static ulong Seed(Raster image)
    {
        var seed = 0xCBF29CE484222325UL;
        foreach (var value in image.Values)
        {
            seed = (seed ^ (ulong)(value * byte.MaxValue)) * 0x100000001B3UL;
        }

        return seed;
    }

    // A sum of four uniforms: mean 0, deviation 1, the same on every platform.
    private static float Normal(ulong seed, ulong index)
    {
        var z = seed + (index * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        var sum = (int)(z & 0xFFFF) + (int)((z >> 16) & 0xFFFF) + (int)((z >> 32) & 0xFFFF) + (int)(z >> 48);
        return (sum - 131070) * (1f / 37837f);
    }
}
