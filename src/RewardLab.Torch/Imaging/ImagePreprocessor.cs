using RewardLab.Abstractions;
using static TorchSharp.torch;

namespace RewardLab.Torch.Imaging;

/// <summary>Turns images into a vision model's input: resize, centre crop, scale, normalise. Thread-safe.</summary>
public sealed class ImagePreprocessor
{
    private readonly float[][] _valueOf;

    /// <summary>Creates a preprocessor.</summary>
    public ImagePreprocessor(ImagePreprocessorConfig? config = null)
    {
        Config = config ?? new ImagePreprocessorConfig();
        _valueOf = [.. Enumerable.Range(0, 3).Select(channel => Values(Config, channel))];
    }

    /// <summary>The steps that are applied.</summary>
    public ImagePreprocessorConfig Config { get; }

    /// <summary>Resizes and crops, and stays in 8 bits.</summary>
    /// <returns>Images of the model's size, or of their own where neither resize nor crop is asked for.</returns>
    /// <exception cref="RewardLabException">An image is too long and thin to be resized.</exception>
    public ImageBatch ResizeAndCrop(ImageBatch images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Config.ResizeMode == ImageResizeMode.LongestEdgePadded)
        {
            throw new InvalidOperationException("Images whose longest edge is fitted never exist in 8 bits; preprocess them.");
        }

        var (height, width) = TargetSize(images.Height, images.Width);
        return Crop(PillowResampler.Resize(images, height, width, Config.Filter));
    }

    /// <summary>Resizes, crops and normalises images into a tensor, [count, 3, height, width].</summary>
    /// <param name="images">Images of one size.</param>
    /// <param name="device">Where the result shall live; the CPU when null.</param>
    /// <returns>float32 [count, 3, height, width], in the caller's dispose scope.</returns>
    /// <exception cref="RewardLabException">An image is too long and thin to be resized.</exception>
    public Tensor Preprocess(ImageBatch images, Device? device = null) => PreprocessValues(images).ToTensor(device);

    /// <summary>Does it all, and leaves torch out of it: safe on any thread.</summary>
    /// <param name="images">Images of one size.</param>
    /// <exception cref="RewardLabException">An image is too long and thin to be resized.</exception>
    public PixelBatch PreprocessValues(ImageBatch images)
    {
        if (Config.ResizeMode == ImageResizeMode.LongestEdgePadded)
        {
            return LongestEdgePreprocessor.Preprocess(images, Config);
        }

        var resized = ResizeAndCrop(images);
        var plane = resized.Height * resized.Width;
        var values = GC.AllocateUninitializedArray<float>(checked(resized.Count * 3 * plane));
        Parallel.For(0, resized.Count * 3, index =>
        {
            var valueOf = _valueOf[index % 3];
            var source = resized[index / 3][(index % 3)..];
            var target = values.AsSpan(index * plane, plane);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = valueOf[source[i * 3]];
            }
        });
        return new PixelBatch(values, resized.Count, resized.Height, resized.Width);
    }

    // Rounded to float32 after each step, as the reference does.
    private static float[] Values(ImagePreprocessorConfig config, int channel)
    {
        var (mean, deviation) = ((float)config.Mean[channel], (float)config.StandardDeviation[channel]);
        return [.. Enumerable.Range(0, 256).Select(value => ((float)(value * config.RescaleFactor) - mean) / deviation)];
    }

    private (int Height, int Width) TargetSize(int height, int width)
    {
        if (Config.ResizeMode == ImageResizeMode.None)
        {
            return (height, width);
        }

        if (Config.ResizeMode == ImageResizeMode.Squash)
        {
            return (Config.ResizeHeight, Config.ResizeWidth);
        }

        if (Config.ResizeMode == ImageResizeMode.LongestEdge)
        {
            var ratio = Math.Max(height / (double)Config.ResizeHeight, width / (double)Config.ResizeWidth);
            return (Rounded(height / ratio), Rounded(width / ratio));
        }

        var shorter = Config.ResizeHeight;
        var longer = (long)shorter * Math.Max(height, width) / Math.Min(height, width);
        if (longer * shorter * 3 > Array.MaxLength)
        {
            throw new RewardLabException($"An image of {height} x {width} pixels is too long and thin to be resized to a shorter side of {shorter}.");
        }

        return height <= width ? (shorter, (int)longer) : ((int)longer, shorter);
    }

    // Python's round, which the reference uses, takes a half to the even number; a sliver keeps one pixel.
    private static int Rounded(double length) => Math.Max(1, (int)Math.Round(length, MidpointRounding.ToEven));

    private ImageBatch Crop(ImageBatch images)
    {
        var (height, width) = (Config.CropHeight, Config.CropWidth);
        if (!Config.IsCropped || (images.Height == height && images.Width == width))
        {
            return images;
        }

        var (top, left) = (Offset(images.Height, height), Offset(images.Width, width));
        var (firstRow, endRow) = (Math.Max(0, -top), Math.Min(height, images.Height - top));
        var (firstColumn, endColumn) = (Math.Max(0, -left), Math.Min(width, images.Width - left));
        var pixels = new byte[images.Count * height * width * 3];
        Array.Fill(pixels, Config.FillColor);
        for (var index = 0; index < images.Count; index++)
        {
            for (var row = firstRow; row < endRow; row++)
            {
                images[index].Slice((((row + top) * images.Width) + firstColumn + left) * 3, (endColumn - firstColumn) * 3)
                    .CopyTo(pixels.AsSpan((((((index * height) + row) * width) + firstColumn) * 3)));
            }
        }

        return new ImageBatch(pixels, images.Count, height, width);
    }

    // Negative where the image is smaller than the cut: the libraries then pad, transformers more before than after, torchvision the other way round.
    private int Offset(int size, int cropSize)
    {
        var margin = size - cropSize;
        return Config.CropRounding == CropRounding.Floor ? (int)Math.Floor(margin / 2.0)
            : margin < 0 ? -(-margin / 2)
            : (int)Math.Round(margin / 2.0, MidpointRounding.ToEven);
    }
}
