using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;

namespace RewardLab.Benchmarks.Former;

/// <summary>Resize by the bicubic filter and normalisation of square images as they were before, one number after the other: what today's is measured against.
/// </summary>
internal static class FormerResampler
{
    private const int FractionBits = 22;

    public static PixelBatch Preprocess(ImageBatch images, int side, ImagePreprocessorConfig config)
    {
        var taps = Taps(images.Width, side);
        var result = new byte[images.Count * side * side * 3];
        Parallel.For(0, images.Count, index =>
        {
            var rows = new byte[images.Height * side * 3];
            ResizeRows(images[index], images.Width, rows, side, taps);
            ResizeColumns(rows, side * 3, result.AsSpan(index * side * side * 3, side * side * 3), side, taps);
        });
        var resized = new ImageBatch(result, images.Count, side, side);
        float[][] valueOf =
        [
            .. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, 256)
                .Select(value => ((float)(value * config.RescaleFactor) - (float)config.Mean[channel]) / (float)config.StandardDeviation[channel]).ToArray()),
        ];
        var plane = side * side;
        var values = new float[(long)resized.Count * 3 * plane];
        Parallel.For(0, resized.Count * 3, index =>
        {
            var own = valueOf[index % 3];
            var source = resized[index / 3][(index % 3)..];
            var target = values.AsSpan(index * plane, plane);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = own[source[i * 3]];
            }
        });
        return new PixelBatch(values, resized.Count, side, side);
    }

    private static (int First, int[] Weights)[] Taps(int inputLength, int outputLength)
    {
        var scale = (double)inputLength / outputLength;
        var width = Math.Max(scale, 1);
        var support = 2 * width;
        return
        [
            .. Enumerable.Range(0, outputLength).Select(i =>
            {
                var center = (i + 0.5) * scale;
                var first = Math.Max((int)(center - support + 0.5), 0);
                var count = Math.Min((int)(center + support + 0.5), inputLength) - first;
                double[] weights = [.. Enumerable.Range(0, count).Select(j => Bicubic((j + first - center + 0.5) * (1 / width)))];
                var sum = 0.0;
                foreach (var weight in weights)
                {
                    sum += weight;
                }

                return (first, Array.ConvertAll(weights, weight => (int)Math.Round(weight / sum * (1 << FractionBits), MidpointRounding.AwayFromZero)));
            }),
        ];
    }

    private static double Bicubic(double x) => Math.Abs(x) switch
    {
        < 1 and var d => (((1.5 * d) - 2.5) * d * d) + 1,
        < 2 and var d => ((((d - 5) * d) + 8) * d - 4) * -0.5,
        _ => 0,
    };

    private static void ResizeRows(ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, int width, (int First, int[] Weights)[] taps)
    {
        for (var rowStart = 0; rowStart < source.Length; rowStart += sourceWidth * 3)
        {
            var row = source.Slice(rowStart, sourceWidth * 3);
            var output = target.Slice(rowStart / sourceWidth * width, width * 3);
            for (var x = 0; x < width; x++)
            {
                var (first, weights) = taps[x];
                var (red, green, blue) = (1 << (FractionBits - 1), 1 << (FractionBits - 1), 1 << (FractionBits - 1));
                var pixels = row.Slice(first * 3, weights.Length * 3);
                for (var i = 0; i < weights.Length; i++)
                {
                    red += pixels[i * 3] * weights[i];
                    green += pixels[(i * 3) + 1] * weights[i];
                    blue += pixels[(i * 3) + 2] * weights[i];
                }

                output[x * 3] = ToByte(red);
                output[(x * 3) + 1] = ToByte(green);
                output[(x * 3) + 2] = ToByte(blue);
            }
        }
    }

    private static void ResizeColumns(ReadOnlySpan<byte> source, int stride, Span<byte> target, int height, (int First, int[] Weights)[] taps)
    {
        var sums = new int[stride];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = taps[y];
            Array.Fill(sums, 1 << (FractionBits - 1));
            for (var i = 0; i < weights.Length; i++)
            {
                var row = source.Slice((first + i) * stride, stride);
                var weight = weights[i];
                for (var x = 0; x < sums.Length; x++)
                {
                    sums[x] += row[x] * weight;
                }
            }

            var output = target.Slice(y * stride, stride);
            for (var x = 0; x < sums.Length; x++)
            {
                output[x] = ToByte(sums[x]);
            }
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);
}
