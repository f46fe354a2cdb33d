using System.Buffers;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Imaging;

/// <summary>Changes the size of 8-bit images as Pillow's Image.resize does, to the last bit.</summary>
/// <remarks>
/// A separable filter, widened by the factor of reduction (antialiasing), first along rows, then along columns. Weights are computed in
/// double precision, normalised to a sum of 1 and rounded to 22 fractional bits; each pass rounds its result to 8 bits (Pillow, Resample.c).
/// </remarks>
public static class PillowResampler
{
    private const int FractionBits = 32 - 8 - 2;

    /// <summary>Resizes every image of a batch.</summary>
    /// <param name="images">Images of one size.</param>
    /// <param name="height">New height in pixels, at least 1.</param>
    /// <param name="width">New width in pixels, at least 1.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>A new batch, or the same one where the size is right already.</returns>
    /// <exception cref="RewardLabException">The result would be larger than an array can be.</exception>
    public static ImageBatch Resize(ImageBatch images, int height, int width, ResampleFilter filter = ResampleFilter.Bicubic)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (height == images.Height && width == images.Width)
        {
            return images;
        }

        var pixelCount = (long)Math.Max(height, images.Height) * width;
        if (pixelCount * 3 * Math.Max(images.Count, 1) > Array.MaxLength)
        {
            throw new RewardLabException(
                $"{images.Count} images of {images.Height} x {images.Width} pixels are too many or too large to be resized to {height} x {width} in one go.");
        }

        var across = new FilterTaps(images.Width, width, filter);
        var down = new FilterTaps(images.Height, height, filter);
        var result = GC.AllocateUninitializedArray<byte>(images.Count * height * width * 3);
        Parallel.For(0, images.Count, index =>
        {
            var length = images.Height * width * 3;
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            var rows = buffer.AsSpan(0, length);
            ResizeRows(images[index], images.Width, rows, width, across);
            ResizeColumns(rows, width * 3, result.AsSpan(index * height * width * 3, height * width * 3), height, down);
            ArrayPool<byte>.Shared.Return(buffer);
        });
        return new ImageBatch(result, images.Count, height, width);
    }

    private static void ResizeRows(ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, int width, FilterTaps taps)
    {
        if (sourceWidth == width)
        {
            source.CopyTo(target);
            return;
        }

        var done = ResampleKernels.CanResizeRows(sourceWidth, width) ? ResampleKernels.ResizeRows(source, sourceWidth, target, width, taps) : 0;
        for (var rowStart = done * sourceWidth * 3; rowStart < source.Length; rowStart += sourceWidth * 3)
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

    private static void ResizeColumns(ReadOnlySpan<byte> source, int stride, Span<byte> target, int height, FilterTaps taps)
    {
        if (source.Length == target.Length)
        {
            source.CopyTo(target);
            return;
        }

        var sums = new int[stride];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = taps[y];
            var output = target.Slice(y * stride, stride);
            var done = ResampleKernels.IsSupported ? ResampleKernels.ResizeColumn(source[(first * stride)..], weights, output) : 0;
            Array.Fill(sums, 1 << (FractionBits - 1));
            for (var i = 0; i < weights.Length; i++)
            {
                var row = source.Slice((first + i) * stride, stride);
                var weight = weights[i];
                for (var x = done; x < sums.Length; x++)
                {
                    sums[x] += row[x] * weight;
                }
            }

            for (var x = done; x < sums.Length; x++)
            {
                output[x] = ToByte(sums[x]);
            }
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);
}
