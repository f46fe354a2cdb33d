using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>Images side by side, as one image.</summary>
internal static class ImageGrid
{
    /// <summary>Lays images out row by row; what is left of the last row stays black.</summary>
    /// <param name="images">At least one.</param>
    /// <param name="columns">Images per row.</param>
    public static ImageBatch Create(ImageBatch images, int columns)
    {
        var rows = (images.Count + columns - 1) / columns;
        var (height, width) = (rows * images.Height, columns * images.Width);
        var pixels = new byte[height * width * 3];
        for (var i = 0; i < images.Count; i++)
        {
            for (var y = 0; y < images.Height; y++)
            {
                images[i].Slice(y * images.Width * 3, images.Width * 3)
                    .CopyTo(pixels.AsSpan((((((i / columns) * images.Height) + y) * width) + ((i % columns) * images.Width)) * 3));
            }
        }

        return new ImageBatch(pixels, 1, height, width);
    }
}
