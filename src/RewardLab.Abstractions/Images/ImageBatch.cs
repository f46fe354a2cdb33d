namespace RewardLab.Abstractions;

/// <summary>Images of one size as 8-bit RGB, laid out [count, height, width, 3] in one block of memory.</summary>
/// <remarks>Immutable, so that rewards and threads share a batch: whoever needs other values, such as normalised ones, writes them to an array of its
/// own.</remarks>
public sealed class ImageBatch
{
    /// <summary>Takes pixels over without copying them.</summary>
    /// <param name="pixels">Values 0..255 in the order [count, height, width, 3]. The array belongs to the batch from here on: do not write to it
    /// again.</param>
    /// <param name="count">Number of images, at least 0.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> does not hold count x height x width x 3 values.</exception>
    public ImageBatch(byte[] pixels, int count, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (pixels.LongLength != (long)count * height * width * 3)
        {
            throw new ArgumentException(
                $"{pixels.LongLength} bytes do not hold {count} images of {height} x {width} in RGB.", nameof(pixels));
        }

        Pixels = pixels;
        Count = count;
        Height = height;
        Width = width;
    }

    /// <summary>All values, [count, height, width, 3].</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Bytes of one image: height x width x 3.</summary>
    public int BytesPerImage => Height * Width * 3;

    /// <summary>The values of one image, [height, width, 3].</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Pixels.Span.Slice(index * BytesPerImage, BytesPerImage);
        }
    }

    /// <summary>Copies the images from <paramref name="start"/> on.</summary>
    public ImageBatch Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new ImageBatch(Pixels.Slice(start * BytesPerImage, count * BytesPerImage).ToArray(), count, Height, Width);
    }

    /// <summary>Copies the named images, in the order given.</summary>
    public ImageBatch Select(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var pixels = new byte[indices.Count * BytesPerImage];
        for (var i = 0; i < indices.Count; i++)
        {
            this[indices[i]].CopyTo(pixels.AsSpan(i * BytesPerImage));
        }

        return new ImageBatch(pixels, indices.Count, Height, Width);
    }

    /// <summary>Joins batches of one size.</summary>
    /// <exception cref="ArgumentException">There is no batch, or sizes differ.</exception>
    public static ImageBatch Concat(IReadOnlyList<ImageBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (batches.Count == 0 || batches.Any(b => b.Height != batches[0].Height || b.Width != batches[0].Width))
        {
            throw new ArgumentException("Only batches of one image size can be joined, and at least one.", nameof(batches));
        }

        var pixels = new byte[batches.Sum(b => b.Pixels.Length)];
        var offset = 0;
        foreach (var batch in batches)
        {
            batch.Pixels.Span.CopyTo(pixels.AsSpan(offset));
            offset += batch.Pixels.Length;
        }

        return new ImageBatch(pixels, batches.Sum(b => b.Count), batches[0].Height, batches[0].Width);
    }
}
