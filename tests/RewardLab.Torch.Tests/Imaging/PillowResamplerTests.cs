using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;

namespace RewardLab.Torch.Tests.Imaging;

public sealed class PillowResamplerTests
{
    private static readonly Gen<ResampleFilter> AnyFilter = Gen.Int[1, 3].Select(number => (ResampleFilter)number);

    [Fact]
    public void Resize_ToAnySize_AgreesWithTheFilterInFloatingPoint()
    {
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 12], AnyFilter, Gen.Int).Sample(
            (height, width, newHeight, newWidth, filter, seed) =>
            {
                var pixels = new byte[height * width * 3];
                new Random(seed).NextBytes(pixels);
                var resized = PillowResampler.Resize(new ImageBatch(pixels, 1, height, width), newHeight, newWidth, filter);
                for (var i = 0; i < resized.Pixels.Length; i++)
                {
                    var exact = Exact(pixels, height, width, i / 3 / newWidth, i / 3 % newWidth, i % 3, newHeight, newWidth, filter);

                    // Each pass may round a half the other way, and the second pass carries the first one's on.
                    (Math.Abs(resized.Pixels.Span[i] - exact) < 3).ShouldBeTrue($"value {i}: {resized.Pixels.Span[i]}, expected {exact}");
                }
            },
            iter: 300);
    }

    [Fact]
    public void Resize_OneColour_KeepsIt()
    {
        Gen.Select(Gen.Byte, Gen.Int[1, 40], Gen.Int[1, 40], AnyFilter).Sample(
            (value, side, newSide, filter) =>
                PillowResampler.Resize(new ImageBatch([.. Enumerable.Repeat(value, side * side * 3)], 1, side, side), newSide, newSide, filter)
                    .Pixels.ToArray().ShouldAllBe(result => result == value),
            iter: 200);
    }

    private static double Exact(byte[] pixels, int height, int width, int y, int x, int channel, int newHeight, int newWidth, ResampleFilter filter)
    {
        var (down, across) = (Weights(height, newHeight, y, filter), Weights(width, newWidth, x, filter));
        return ToByteRange(Enumerable.Range(0, height).Sum(row =>
            down[row] * ToByteRange(Enumerable.Range(0, width).Sum(column => across[column] * pixels[(((row * width) + column) * 3) + channel]))));
    }

    private static double ToByteRange(double value) => Math.Clamp(Math.Round(value), 0, 255);

    private static double[] Weights(int length, int newLength, int index, ResampleFilter filter)
    {
        if (length == newLength)
        {
            return [.. Enumerable.Range(0, length).Select(i => i == index ? 1.0 : 0)];
        }

        var scale = (double)length / newLength;
        var width = Math.Max(scale, 1);
        var weights = Enumerable.Range(0, length).Select(i => Kernel(((i + 0.5) - ((index + 0.5) * scale)) / width, filter)).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static double Kernel(double x, ResampleFilter filter)
    {
        x = Math.Abs(x);
        return filter switch
        {
            ResampleFilter.Bilinear => Math.Max(0, 1 - x),
            ResampleFilter.Lanczos => x < 3 ? Sinc(x) * Sinc(x / 3) : 0,
            _ => x < 1 ? (1.5 * Math.Pow(x, 3)) - (2.5 * x * x) + 1 : x < 2 ? (-0.5 * Math.Pow(x, 3)) + (2.5 * x * x) - (4 * x) + 2 : 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
