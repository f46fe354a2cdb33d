using static TorchSharp.torch;

namespace RewardLab.Torch.Randomness;

/// <summary>Standard normal noise that depends on an image's own seed alone, not on its neighbours, the device or torch's generators.</summary>
/// <remarks>
/// Philox4x32-10 with the seed as key and (position, stream) as counter, turned normal by Box and Muller's transform (1958) in double
/// precision and rounded to float. Stateless and thread-safe. Logarithm, sine and cosine are the platform's, so another operating system
/// may differ in a value's last bit.
/// </remarks>
public static class SeededNoise
{
    private const double Unit = 1.0 / (1UL << 53);

    /// <summary>Fills a span with standard normal numbers that depend on seed and stream alone.</summary>
    /// <param name="seed">The image's seed.</param>
    /// <param name="stream">Which noise of the image: 0 for the first sample, i + 1 for the i-th step's, by convention.</param>
    /// <param name="destination">A prefix of an endless sequence: a shorter span gets the same first values.</param>
    public static void Fill(ulong seed, ulong stream, Span<float> destination)
    {
        var key = ((uint)seed, (uint)(seed >> 32));
        for (var i = 0; i < destination.Length; i += 2)
        {
            var position = (ulong)i / 2;
            var (a, b, c, d) = Philox.Block(((uint)position, (uint)(position >> 32), (uint)stream, (uint)(stream >> 32)), key);
            var radius = Math.Sqrt(-2 * Math.Log(((Join(a, b) >> 11) + 1) * Unit)); // of a number in (0, 1]
            var (sine, cosine) = Math.SinCos(2 * Math.PI * ((Join(c, d) >> 11) * Unit)); // of a number in [0, 1)
            destination[i] = (float)(radius * cosine);
            if (i + 1 < destination.Length)
            {
                destination[i + 1] = (float)(radius * sine);
            }
        }
    }

    /// <summary>Noise for a batch of images.</summary>
    /// <param name="seeds">One for each image.</param>
    /// <param name="shape">Shape of one image's noise, such as [channels, height, width].</param>
    /// <param name="stream">Which noise of each image.</param>
    /// <param name="device">Where the tensor shall live; the CPU when null.</param>
    /// <returns>32-bit floats, [seeds, ...shape].</returns>
    public static Tensor Normal(IReadOnlyList<ulong> seeds, ReadOnlySpan<long> shape, ulong stream, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        var size = 1;
        foreach (var length in shape)
        {
            size = checked(size * (int)length);
        }

        var values = new float[checked(seeds.Count * size)];
        for (var i = 0; i < seeds.Count; i++)
        {
            Fill(seeds[i], stream, values.AsSpan(i * size, size));
        }

        return tensor(values, [seeds.Count, .. shape], device: device);
    }

    private static ulong Join(uint high, uint low) => ((ulong)high << 32) | low;
}
