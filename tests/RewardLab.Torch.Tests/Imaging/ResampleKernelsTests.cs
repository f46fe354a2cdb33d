using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;

namespace RewardLab.Torch.Tests.Imaging;

/// <summary>The vectorised loops give the bytes of the definition: one product after the other in 32-bit integers, rounded after each pass.</summary>
public sealed class ResampleKernelsTests
{
    [Theory]
    [InlineData(512, 512, 224, 224)]
    [InlineData(17, 9, 40, 33)]
    [InlineData(8, 8, 8, 5)]
    [InlineData(9, 1, 12, 1)]
    [InlineData(64, 2, 9, 30)]
    [InlineData(7, 30, 20, 11)]
    [InlineData(300, 3, 8, 3)]
    [InlineData(33, 65, 31, 16)]
    public void Resize_GivesTheBytesOfTheDefinition(int width, int height, int newWidth, int newHeight)
    {
        foreach (var filter in Enum.GetValues<ResampleFilter>())
        {
            foreach (var isExtreme in (bool[])[false, true])
            {
                var images = Noise(width, height, isExtreme);
                var resized = PillowResampler.Resize(images, newHeight, newWidth, filter);
                resized.Pixels.ToArray().ShouldBe(Expected(images, newHeight, newWidth, filter), $"{filter}, extreme: {isExtreme}");
            }
        }
    }

    // Extreme values overshoot, and so are cut at 0 and 255.
    private static ImageBatch Noise(int width, int height, bool isExtreme)
    {
        var pixels = new byte[2 * width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = (byte)(((uint)i * 2654435769u) >> 24);
            pixels[i] = isExtreme ? (value < 128 ? byte.MinValue : byte.MaxValue) : value;
        }

        return new ImageBatch(pixels, 2, height, width);
    }

    private static byte[] Expected(ImageBatch images, int height, int width, ResampleFilter filter)
    {
        var (across, down) = (new FilterTaps(images.Width, width, filter), new FilterTaps(images.Height, height, filter));
        var result = new byte[images.Count * height * width * 3];
        for (var image = 0; image < images.Count; image++)
        {
            var source = images[image].ToArray();
            var rows = new byte[images.Height * width * 3];
            for (var i = 0; i < rows.Length; i++)
            {
                var (y, x, channel) = (i / (width * 3), i / 3 % width, i % 3);
                rows[i] = images.Width == width ? source[i] : Sum(across, x, place => source[(((y * images.Width) + place) * 3) + channel]);
            }

            for (var i = 0; i < height * width * 3; i++)
            {
                var (y, column) = (i / (width * 3), i % (width * 3));
                result[(image * height * width * 3) + i] =
                    images.Height == height ? rows[i] : Sum(down, y, place => rows[(place * width * 3) + column]);
            }
        }

        return result;
    }

    private static byte Sum(FilterTaps taps, int index, Func<int, byte> value)
    {
        const int FractionBits = 22;
        var (first, weights) = taps[index];
        var sum = 1 << (FractionBits - 1);
        for (var i = 0; i < weights.Length; i++)
        {
            sum += value(first + i) * weights[i];
        }

        return (byte)Math.Clamp(sum >> FractionBits, 0, 255);
    }
}
