using RewardLab.Abstractions;

namespace RewardLab.Hosting.Checks;

/// <summary>Images that are made up: gradients with noise, the same on every machine.</summary>
internal static class MadeUpImages
{
    private const int NoiseLevels = 64;

    /// <summary>Batches of several sizes, squares and others.</summary>
    public static IReadOnlyList<ImageBatch> Batches() => [Create(4, 64, 64), Create(2, 48, 96), Create(2, 224, 224)];

    /// <summary>Some images of one size, no two alike.</summary>
    public static ImageBatch Create(int count, int height, int width)
    {
        var bytesPerImage = height * width * 3;
        var pixels = new byte[count * bytesPerImage]; // [count, height, width, 3]
        for (var image = 0; image < count; image++)
        {
            Draw(SeedStream.Create((ulong)image, "made-up image"), pixels.AsSpan(image * bytesPerImage, bytesPerImage), height, width);
        }

        return new ImageBatch(pixels, count, height, width);
    }

    /// <summary>Draws a gradient in colours of the stream's choice, [height, width, 3].</summary>
    public static void Draw(SeedStream stream, Span<byte> pixels, int height, int width)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var channel = i % 3;
            var (row, column) = (i / 3 / width, i / 3 % width);
            var share = (channel == 0 ? row : column) / (double)(channel == 0 ? height : width);
            var (from, to) = (stream[channel] % 256, stream[channel + 3] % 256);
            pixels[i] = (byte)Math.Clamp(from + ((to - (double)from) * share) + (stream[i + 6] % NoiseLevels) - (NoiseLevels / 2.0), 0, 255);
        }
    }
}
