using RewardLab.Abstractions;

namespace RewardLab.Torch.Imaging;

/// <summary>Fits images by their longest side, as HPSv2 does (its image_transform with resize_longest_max).</summary>
/// <remarks>
/// Values from 0 to 1 are resized by an antialiased bicubic filter in float32, without limits, as torchvision does with tensors since 0.17;
/// overshoot stays. Black fills the shorter side up, the odd pixel after the image.
/// </remarks>
internal static class LongestEdgePreprocessor
{
    public static PixelBatch Preprocess(ImageBatch images, ImagePreprocessorConfig config)
    {
        ArgumentNullException.ThrowIfNull(images);
        var side = config.ResizeHeight;
        var scale = side / (double)Math.Max(images.Height, images.Width);
        var (height, width) = (Fitted(images.Height, scale), Fitted(images.Width, scale));
        var across = new FilterTaps(images.Width, width, config.Filter);
        var down = new FilterTaps(images.Height, height, config.Filter);
        var (top, left) = ((side - height) / 2, (side - width) / 2);
        var values = new float[images.Count * 3 * side * side];
        Parallel.For(0, images.Count * 3, index =>
        {
            var channel = index % 3;
            var plane = values.AsSpan(index * side * side, side * side);
            plane.Fill((0 - (float)config.Mean[channel]) / (float)config.StandardDeviation[channel]);
            var source = images[index / 3];
            var rows = new float[images.Height * width];
            for (var y = 0; y < images.Height; y++)
            {
                ResizeRow(source.Slice(y * images.Width * 3, images.Width * 3), channel, rows.AsSpan(y * width, width), across, (float)config.RescaleFactor);
            }

            for (var y = 0; y < height; y++)
            {
                ResizeColumn(rows, width, y, plane.Slice(((y + top) * side) + left, width), down);
            }

            Normalize(plane, side, (top, left, height, width), (float)config.Mean[channel], (float)config.StandardDeviation[channel]);
        });
        return new PixelBatch(values, images.Count, side, side);
    }

    // Python's round, which the reference uses, takes a half to the even number; a sliver keeps one pixel.
    private static int Fitted(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale, MidpointRounding.ToEven));

    private static void ResizeRow(ReadOnlySpan<byte> row, int channel, Span<float> target, FilterTaps taps, float factor)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var weights = taps.ExactWeights(x);
            var pixels = row[(taps.First(x) * 3)..];
            var sum = 0f;
            for (var i = 0; i < weights.Length; i++)
            {
                sum += pixels[(i * 3) + channel] * factor * weights[i];
            }

            target[x] = sum;
        }
    }

    private static void ResizeColumn(float[] rows, int width, int y, Span<float> target, FilterTaps taps)
    {
        var weights = taps.ExactWeights(y);
        target.Clear();
        for (var i = 0; i < weights.Length; i++)
        {
            var row = rows.AsSpan((taps.First(y) + i) * width, width);
            for (var x = 0; x < target.Length; x++)
            {
                target[x] += row[x] * weights[i];
            }
        }
    }

    private static void Normalize(Span<float> plane, int side, (int Top, int Left, int Height, int Width) box, float mean, float deviation)
    {
        for (var y = box.Top; y < box.Top + box.Height; y++)
        {
            var row = plane.Slice((y * side) + box.Left, box.Width);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (row[x] - mean) / deviation;
            }
        }
    }
}
